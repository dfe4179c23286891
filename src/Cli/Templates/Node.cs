namespace Berth.Cli.Templates;

/// <summary>A parsed piece of a template.</summary>
internal abstract record Node;

/// <summary>Text as it is.</summary>
internal sealed record TextNode(string Text) : Node;

/// <summary>An action whose value is printed, unless it sets a variable.</summary>
internal sealed record ActionNode(Pipeline Pipeline) : Node;

/// <summary><c>if</c>, <c>with</c> or <c>range</c>, with what follows <c>else</c>.</summary>
internal sealed record BlockNode(BlockKind Kind, Pipeline Pipeline, IReadOnlyList<Node> Body, IReadOnlyList<Node> Else) : Node;

/// <summary><c>break</c> or <c>continue</c>.</summary>
internal sealed record JumpNode(bool IsBreak) : Node;

/// <summary>Which block.</summary>
internal enum BlockKind
{
    If,
    With,
    Range,
}

/// <summary>Commands, each handing its value to the next as the last argument.</summary>
internal sealed record Pipeline(IReadOnlyList<string> Variables, bool Declares, IReadOnlyList<CommandNode> Commands);

/// <summary>An operand with its arguments.</summary>
internal sealed record CommandNode(IReadOnlyList<Operand> Operands);

/// <summary>Something that has a value.</summary>
internal abstract record Operand(int Position);

/// <summary>A constant; <see cref="IsNil"/> tells nil from a value.</summary>
internal sealed record ConstantOperand(object? Value, bool IsNil, int Position) : Operand(Position);

/// <summary>A function by name.</summary>
internal sealed record FunctionOperand(string Name, int Position) : Operand(Position);

/// <summary>Fields of a base: the dot, a variable, or a pipeline in parentheses.</summary>
internal sealed record FieldOperand(string? Variable, Pipeline? Inner, IReadOnlyList<string> Fields, int Position) : Operand(Position)
{
    /// <summary>The operand as written, for errors.</summary>
    public string Text
    {
        get
        {
            var root = Variable ?? (Inner is null ? "" : "(…)");
            var names = string.Concat(Fields.Select(name => "." + name));
            return root.Length + names.Length == 0 ? "." : root + names;
        }
    }
}
