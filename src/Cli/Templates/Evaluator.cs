using System.Text;

namespace Berth.Cli.Templates;

/// <summary>Runs a parsed template over a value.</summary>
internal sealed class Evaluator
{
    private const int MaximumRange = 1_000_000;

    private readonly StringBuilder _output = new();
    private readonly List<(string Name, object? Value)> _variables;

    public Evaluator(object? root)
    {
        _variables = [("$", root)];
    }

    public string Run(IReadOnlyList<Node> nodes)
    {
        Walk(nodes, _variables[0].Value);
        return _output.ToString();
    }

    /// <summary>What ended a list of nodes.</summary>
    private enum Flow
    {
        Next,
        Break,
        Continue,
    }

    private Flow Walk(IReadOnlyList<Node> nodes, object? dot)
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

    private Flow Walk(Node node, object? dot)
    {
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
                    _output.Append(ValueText.Of(value));
                }

                return Flow.Next;
            default:
                return WalkBlock((BlockNode)node, dot);
        }
    }

    private Flow WalkBlock(BlockNode block, object? dot)
    {
        // Variables that the block declares end with it.
        var mark = _variables.Count;
        var flow = Flow.Next;
        if (block.Kind == BlockKind.Range)
        {
            WalkRange(block, dot);
        }
        else
        {
            var value = Evaluate(block.Pipeline, dot);
            var isTrue = ValueText.IsTrue(value);
            flow = Walk(isTrue ? block.Body : block.Else, isTrue && block.Kind == BlockKind.With ? value : dot);
        }

        _variables.RemoveRange(mark, _variables.Count - mark);
        return flow;
    }

    private void WalkRange(BlockNode block, object? dot)
    {
        var items = Items(Evaluate(block.Pipeline with { Variables = [] }, dot)).ToList();
        if (items.Count == 0)
        {
            Walk(block.Else, dot);
            return;
        }

        var mark = _variables.Count;
        foreach (var (key, item) in items)
        {
            switch (block.Pipeline.Variables)
            {
                case [var single]:
                    Store(single, item, block.Pipeline.Declares);
                    break;
                case [var first, var second]:
                    Store(first, key, block.Pipeline.Declares);
                    Store(second, item, block.Pipeline.Declares);
                    break;
            }

            var flow = Walk(block.Body, item);
            if (block.Pipeline.Declares)
            {
                _variables.RemoveRange(mark, _variables.Count - mark);
            }

            if (flow == Flow.Break)
            {
                break;
            }
        }
    }

    private static IEnumerable<(object? Key, object? Item)> Items(object? value)
    {
        switch (value)
        {
            case null:
                return [];
            case IReadOnlyList<object?> list:
                return list.Select((item, index) => ((object?)(long)index, item));
            case TemplateObject { Keys: { } keys } map:
                return keys.Select(key => ((object?)key, map.TryField(key, out var item) ? item : null));
            case long count:
                return Enumerable.Range(0, (int)Math.Clamp(count, 0, MaximumRange))
                    .Select(index => ((object?)(long)index, (object?)(long)index));
            default:
                throw new TemplateException($"template: :1: range can't iterate over {ValueText.Of(value)}");
        }
    }

    private object? Evaluate(Pipeline pipeline, object? dot)
    {
        object? value = null;
        for (var i = 0; i < pipeline.Commands.Count; i++)
        {
            value = Evaluate(pipeline.Commands[i], dot, i > 0 ? [value] : []);
        }

        foreach (var variable in pipeline.Variables)
        {
            Store(variable, value, pipeline.Declares);
        }

        return value;
    }

    private object? Evaluate(CommandNode command, object? dot, object?[] piped)
    {
        switch (command.Operands[0])
        {
            case FunctionOperand { Name: "and" or "or" } logical:
                return ShortCircuit(logical.Name == "and", command.Operands, dot, piped);
            case FunctionOperand function:
                return Call(function, [.. command.Operands.Skip(1).Select(operand => Value(operand, dot)), .. piped]);
            case FieldOperand { Fields.Count: > 0 } field when command.Operands.Count > 1 || piped.Length > 0:
                return Invoke(field, dot, [.. command.Operands.Skip(1).Select(operand => Value(operand, dot)), .. piped]);
            case var operand when command.Operands.Count > 1 || piped.Length > 0:
                throw new TemplateException($"template: :1:{operand.Position}: can't give argument to non-function");
            case var operand:
                return Value(operand, dot);
        }
    }

    private object? ShortCircuit(bool isAnd, IReadOnlyList<Operand> operands, object? dot, object?[] piped)
    {
        object? value = null;
        foreach (var operand in operands.Skip(1))
        {
            value = Value(operand, dot);
            if (ValueText.IsTrue(value) != isAnd)
            {
                return value;
            }
        }

        return piped.Length > 0 ? piped[0] : value;
    }

    private object? Value(Operand operand, object? dot) => operand switch
    {
        ConstantOperand constant => constant.Value,
        FunctionOperand function => Call(function, []),
        FieldOperand field => Walk(field, Base(field, dot), field.Fields.Count),
        _ => throw new InvalidOperationException(),
    };

    private object? Base(FieldOperand field, object? dot) => field switch
    {
        { Inner: { } inner } => Evaluate(inner, dot),
        { Variable: { } variable } => Load(variable),
        _ => dot,
    };

    private static object? Walk(FieldOperand operand, object? value, int count)
    {
        string? missing = null;
        for (var i = 0; i < count; i++)
        {
            var name = operand.Fields[i];
            if (value is null && missing is not null)
            {
                throw Missing(operand, missing);
            }

            if (value is not TemplateObject target)
            {
                throw Failure(operand, value is null
                    ? $"nil data; no entry for key \"{name}\""
                    : $"can't evaluate field {name} in type {ValueText.TypeName(value)}");
            }

            if (!target.TryField(name, out value))
            {
                throw target.Keys is null ? Failure(operand, $"can't evaluate field {name}") : Missing(operand, name);
            }

            missing = value is null ? name : null;
        }

        return value;
    }

    private object? Invoke(FieldOperand operand, object? dot, object?[] arguments)
    {
        var target = Walk(operand, Base(operand, dot), operand.Fields.Count - 1);
        return target is TemplateObject known && known.TryInvoke(operand.Fields[^1], arguments, out var value)
            ? value
            : throw Failure(operand, $"{operand.Fields[^1]} has arguments but cannot be invoked as function");
    }

    private static object? Call(FunctionOperand function, object?[] arguments)
    {
        try
        {
            return Functions.Call(function.Name, arguments);
        }
        catch (TemplateException e)
        {
            throw new TemplateException(
                $"template: :1:{function.Position}: executing \"\" at <{function.Name}>: error calling {function.Name}: {e.Message}");
        }
    }

    private static TemplateException Missing(FieldOperand operand, string name) =>
        Failure(operand, $"map has no entry for key \"{name}\"");

    private static TemplateException Failure(FieldOperand operand, string message) =>
        new($"template: :1:{operand.Position}: executing \"\" at <{operand.Text}>: {message}");

    private object? Load(string name)
    {
        var index = _variables.FindLastIndex(variable => variable.Name == name);
        return index >= 0 ? _variables[index].Value : throw new TemplateException($"template: :1: undefined variable \"{name}\"");
    }

    private void Store(string name, object? value, bool declares)
    {
        if (declares)
        {
            _variables.Add((name, value));
            return;
        }

        var index = _variables.FindLastIndex(variable => variable.Name == name);
        if (index < 0)
        {
            throw new TemplateException($"template: :1: undefined variable \"{name}\"");
        }

        _variables[index] = (name, value);
    }
}
