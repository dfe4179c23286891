using System.Runtime.CompilerServices;
using System.Text;

namespace Berth.Cli.Templates;

/// <summary>Runs a parsed template over a value.</summary>
internal sealed class Evaluator(Template template, TemplateMode mode)
{
    /// <summary>Stands for the value that a pipeline hands on, where there is none.</summary>
    private static readonly object s_nothing = new();

    private readonly StringBuilder _output = new();
    private readonly Failures _failures = new(template);
    private List<Variable> _variables = [];
    private string _running = template.Name;

    /// <summary>What ended a list of nodes.</summary>
    private enum Flow
    {
        Next,
        Break,
        Continue,
    }

    public string Output => _output.ToString();

    /// <exception cref="TemplateException">The template does not fit the value.</exception>
    public void Run(object? root)
    {
        var dot = new Result(root);
        _variables = [new Variable("$", dot)];
        Walk(template.Body(template.Name) ?? [], dot);
    }

    private Flow Walk(IReadOnlyList<Node> nodes, Result dot)
    {
        foreach (var node in nodes)
        {
            var flow = Walk(node, dot);
            if (flow != Flow.Next)
            {
                return flow;
            }
        }

        return Flow.Next;
    }

    private Flow Walk(Node node, Result dot)
    {
        At(node);
        switch (node)
        {
            case TextNode text:
                _output.Append(text.Text);
                return Flow.Next;
            case JumpNode jump:
                return jump.IsBreak ? Flow.Break : Flow.Continue;
            case ActionNode action:
                var value = Evaluate(action.Pipeline, dot);
                if (action.Pipeline.Variables.Count == 0)
                {
                    _output.Append(GoPrint.Value(value.Value));
                }

                return Flow.Next;
            case TemplateNode call:
                WalkTemplate(call, dot);
                return Flow.Next;
            default:
                return WalkBlock((BlockNode)node, dot);
        }
    }

    private Flow WalkBlock(BlockNode block, Result dot)
    {
        // Variables that the block declares end with it.
        var mark = _variables.Count;
        var flow = Flow.Next;
        if (block.Kind == BlockKind.Range)
        {
            flow = WalkRange(block, dot);
        }
        else
        {
            var value = Evaluate(block.Pipeline, dot);
            var isTrue = GoType.IsTrue(value.Value);
            flow = Walk(isTrue ? block.Body : block.Else ?? [], isTrue && block.Kind == BlockKind.With ? value : dot);
        }

        _variables.RemoveRange(mark, _variables.Count - mark);
        return flow;
    }

    private Flow WalkRange(BlockNode block, Result dot)
    {
        var value = Evaluate(block.Pipeline, dot).Value;
        if (value is long && block.Pipeline.Variables.Count > 1)
        {
            throw Failure($"can't use {GoPrint.Value(value)} to iterate over more than one variable");
        }

        var mark = _variables.Count;
        var isEmpty = true;
        foreach (var (key, item) in Items(value))
        {
            isEmpty = false;
            SetRangeVariables(block.Pipeline, mark, key, item);
            var flow = Walk(block.Body, item);
            _variables.RemoveRange(mark, _variables.Count - mark);
            if (flow == Flow.Break)
            {
                break;
            }
        }

        return isEmpty ? Walk(block.Else ?? [], dot) : Flow.Next;
    }

    /// <summary>Declared variables stand last; assigned ones, anywhere.</summary>
    private void SetRangeVariables(Pipeline pipeline, int mark, Result key, Result item)
    {
        Result[] values = pipeline.Variables.Count > 1 ? [key, item] : [item];
        for (var i = 0; i < pipeline.Variables.Count; i++)
        {
            if (pipeline.Assigns)
            {
                Assign(pipeline.Variables[i].Name, values[i]);
            }
            else
            {
                _variables[mark - pipeline.Variables.Count + i] = new Variable(pipeline.Variables[i].Name, values[i]);
            }
        }
    }

    private IEnumerable<(Result Key, Result Item)> Items(object? value)
    {
        switch (value)
        {
            case null:
                return [];
            case TemplateList list:
                return list.Items.Select((item, index) => (new Result((long)index), new Result(item, list.HoldsInterfaces)));
            case TemplateObject { IsMap: true } map:
                return map.Names.Select(name =>
                    (new Result(name), map.TryField(name, out var item) ? new Result(item, map.HoldsInterfaces) : default));
            case long count:
                return Numbers(count);
            default:
                throw Failure($"range can't iterate over {GoPrint.Value(value)}");
        }
    }

    private static IEnumerable<(Result Key, Result Item)> Numbers(long count)
    {
        for (long i = 0; i < count; i++)
        {
            yield return (new Result(i), new Result(i));
        }
    }

    private void WalkTemplate(TemplateNode call, Result dot)
    {
        var body = template.Body(call.Name) ?? throw Failure($"template {GoQuote.Quote(call.Name)} not defined");
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw Failure("exceeded maximum template depth");
        }

        var value = call.Pipeline is null ? default : Evaluate(call.Pipeline, dot);
        var (variables, running) = (_variables, _running);
        (_variables, _running) = ([new Variable("$", value)], call.Name);
        Walk(body, value);
        (_variables, _running) = (variables, running);
    }

    private Result Evaluate(Pipeline pipeline, Result dot)
    {
        At(pipeline);
        object? value = s_nothing;
        foreach (var command in pipeline.Commands)
        {
            value = Evaluate(command, dot, value).Value;
            value = value == Nil.Interface ? null : value;
        }

        var result = new Result(value);
        foreach (var variable in pipeline.Variables)
        {
            if (pipeline.Assigns)
            {
                Assign(variable.Name, result);
            }
            else
            {
                _variables.Add(new Variable(variable.Name, result));
            }
        }

        return result;
    }

    private Result Evaluate(CommandNode command, Result dot, object? piped)
    {
        var (first, arguments) = (command.Operands[0], new Arguments(command.Operands.Skip(1).ToList(), piped));
        switch (first)
        {
            case FieldNode field:
                return EvaluateField(field, dot, arguments);
            case ChainNode chain:
                return EvaluateChain(chain, dot, arguments);
            case FunctionNode function:
                return EvaluateFunction(function, command, dot, arguments);
            case Pipeline inner:
                RefuseArguments(first, arguments);
                return Evaluate(inner, dot);
            case VariableNode variable:
                return EvaluateVariable(variable, dot, arguments);
        }

        At(first);
        RefuseArguments(first, arguments);
        return first switch
        {
            ConstantNode constant => new Result(Constant(constant, null)),
            DotNode => dot,
            _ => throw Failure("nil is not a command"),
        };
    }

    private void RefuseArguments(Node node, Arguments arguments)
    {
        if (arguments.Any)
        {
            throw Failure($"can't give argument to non-function {node}");
        }
    }

    private Result EvaluateField(FieldNode field, Result dot, Arguments arguments)
    {
        At(field);
        return FollowFields(dot, dot, field, field.Fields, arguments);
    }

    private Result EvaluateChain(ChainNode chain, Result dot, Arguments arguments)
    {
        At(chain);
        var target = chain.Base is NilNode
            ? throw Failure($"indirection through explicit nil in {chain}")
            : new Result(Argument(chain.Base, dot, null));
        return FollowFields(dot, target, chain, chain.Fields, arguments);
    }

    private Result EvaluateVariable(VariableNode variable, Result dot, Arguments arguments)
    {
        At(variable);
        var value = Load(variable.Name);
        if (variable.Fields.Count == 0)
        {
            RefuseArguments(variable, arguments);
            return value;
        }

        return FollowFields(dot, value, variable, variable.Fields, arguments);
    }

    private Result FollowFields(Result dot, Result target, Node node, IReadOnlyList<string> fields, Arguments arguments)
    {
        foreach (var field in fields.SkipLast(1))
        {
            target = Field(dot, target, node, field, Arguments.None);
        }

        return Field(dot, target, node, fields[^1], arguments);
    }

    private Result Field(Result dot, Result target, Node node, string name, Arguments arguments)
    {
        if (target.Value is null)
        {
            return mode == TemplateMode.MissingKeyIsError ? throw Failure($"nil data; no entry for key {GoQuote.Quote(name)}") : default;
        }

        if (target.Value is Nil nil)
        {
            throw Failure($"nil pointer evaluating {nil.TypeName}.{name}");
        }

        var type = target.IsInterface ? Nil.Interface.TypeName : GoType.Name(target.Value);
        if (target.Value is not TemplateObject known)
        {
            throw Failure($"can't evaluate field {name} in type {type}");
        }

        if (known.Method(name) is { } method)
        {
            return Call(method, node, dot, arguments);
        }

        var found = known.TryField(name, out var value);
        return (found, known.IsMap, arguments.Any) switch
        {
            (_, true, true) => throw Failure($"{name} is not a method but has arguments"),
            (true, false, true) => throw Failure($"{name} has arguments but cannot be invoked as function"),
            (true, _, _) => new Result(value, known.HoldsInterfaces),
            (false, false, _) => throw Failure($"can't evaluate field {name} in type {type}"),
            _ when mode == TemplateMode.MissingKeyIsError => throw Failure($"map has no entry for key {GoQuote.Quote(name)}"),
            _ => default,
        };
    }

    private Result EvaluateFunction(FunctionNode node, Node command, Result dot, Arguments arguments)
    {
        At(node);
        return Call(Functions.Find(node.Name, mode), command, dot, arguments);
    }

    private Result Call(Function function, Node node, Result dot, Arguments arguments)
    {
        CheckCount(function, arguments);
        if (function.Name is "and" or "or")
        {
            return ShortCircuit(function.Name == "or", dot, arguments);
        }

        var values = new List<object?>();
        foreach (var argument in arguments.Nodes)
        {
            values.Add(Argument(argument, dot, Parameter(function, values.Count)));
        }

        if (arguments.Piped != s_nothing)
        {
            values.Add(Validate(arguments.Piped, Parameter(function, values.Count)));
        }

        try
        {
            return new Result(function.Body(values));
        }
        catch (TemplateException e)
        {
            At(node);
            throw Failure($"error calling {function.Name}: {e.Message}");
        }
    }

    private static ParameterType Parameter(Function function, int index) =>
        index < function.Parameters.Count ? function.Parameters[index] : function.Rest!.Value;

    private void CheckCount(Function function, Arguments arguments)
    {
        var given = arguments.Nodes.Count + (arguments.Piped == s_nothing ? 0 : 1);
        var wanted = function.Parameters.Count;
        if (function.Rest is not null && given < wanted)
        {
            throw Failure($"wrong number of args for {function.Name}: want at least {wanted} got {arguments.Nodes.Count}");
        }

        if (function.Rest is null && given != wanted)
        {
            throw Failure($"wrong number of args for {function.Name}: want {wanted} got {given}");
        }
    }

    /// <summary><c>and</c> and <c>or</c> evaluate no more arguments than they need.</summary>
    private Result ShortCircuit(bool stopsAt, Result dot, Arguments arguments)
    {
        object? value = null;
        foreach (var argument in arguments.Nodes)
        {
            value = Argument(argument, dot, ParameterType.Value);
            if (GoType.IsTrue(value) == stopsAt)
            {
                return new Result(value);
            }
        }

        return new Result(arguments.Piped == s_nothing ? value : arguments.Piped);
    }

    private object? Argument(Node node, Result dot, ParameterType? type)
    {
        At(node);
        return node switch
        {
            DotNode => Validate(dot.Value, type),
            NilNode => type switch
            {
                ParameterType.Any => Nil.Interface,
                ParameterType.Value => null,
                _ => throw Failure($"cannot assign nil to {GoType.Name(type!.Value)}"),
            },
            FieldNode field => Validate(EvaluateField(field, dot, Arguments.None).Value, type),
            VariableNode variable => Validate(EvaluateVariable(variable, dot, Arguments.None).Value, type),
            Pipeline inner => Validate(Evaluate(inner, dot).Value, type),
            FunctionNode function => Validate(EvaluateFunction(function, function, dot, Arguments.None).Value, type),
            ChainNode chain => Validate(EvaluateChain(chain, dot, Arguments.None).Value, type),
            _ => Constant((ConstantNode)node, type),
        };
    }

    private object? Constant(ConstantNode constant, ParameterType? type) => type switch
    {
        ParameterType.Text => constant.Value is string text ? text : throw Failure($"expected string; found {constant}"),
        ParameterType.Integer => constant.Integer is { } number ? number : throw Failure($"expected integer; found {constant}"),
        _ => constant.Value is ulong ? throw Failure($"{constant} overflows int") : constant.Value,
    };

    private object? Validate(object? value, ParameterType? type) => (type, value) switch
    {
        (null or ParameterType.Value, _) => value,
        (ParameterType.Any, _) => value ?? Nil.Interface,
        (_, null) => throw Failure($"invalid value; expected {GoType.Name(type.Value)}"),
        (ParameterType.Text, string) or (ParameterType.Integer, long) => value,
        _ => throw Failure($"wrong type for value; expected {GoType.Name(type.Value)}; got {GoType.Name(value)}"),
    };

    private Result Load(string name)
    {
        var index = _variables.FindLastIndex(variable => variable.Name == name);
        return index >= 0 ? _variables[index].Value : throw Failure($"undefined variable: {name}");
    }

    private void Assign(string name, Result value)
    {
        var index = _variables.FindLastIndex(variable => variable.Name == name);
        _variables[index >= 0 ? index : throw Failure($"undefined variable: {name}")] = new Variable(name, value);
    }

    private void At(Node node) => _failures.Node = node;

    private TemplateException Failure(string message) => _failures.Of(message, _running);

    private readonly record struct Variable(string Name, Result Value);

    /// <summary>A value, and whether its place may hold any type: errors name the type of the place.</summary>
    private readonly record struct Result(object? Value, bool IsInterface = false);

    private readonly record struct Arguments(IReadOnlyList<Node> Nodes, object? Piped)
    {
        public static Arguments None { get; } = new([], s_nothing);

        public bool Any => Nodes.Count > 0 || Piped != s_nothing;
    }
}
