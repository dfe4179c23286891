namespace Berth.Cli.Templates;

/// <summary>A parsed piece of a template. Its text is the piece as errors show it.</summary>
/// <param name="Position">Where errors place it, in UTF-16 units of the template.</param>
internal abstract record Node(int Position);

/// <summary>Text as it is.</summary>
internal sealed record TextNode(string Text, int Position) : Node(Position);

/// <summary>An action whose value is printed, unless it sets a variable.</summary>
internal sealed record ActionNode(Pipeline Pipeline, int Position) : Node(Position)
{
    public override string ToString() => "{{" + Pipeline + "}}";
}

/// <summary><c>if</c>, <c>with</c> or <c>range</c>, with what follows <c>else</c>.</summary>
internal sealed record BlockNode(BlockKind Kind, Pipeline Pipeline, IReadOnlyList<Node> Body, IReadOnlyList<Node>? Else, int Position)
    : Node(Position);

/// <summary><c>break</c> or <c>continue</c>.</summary>
internal sealed record JumpNode(bool IsBreak, int Position) : Node(Position);

/// <summary><c>template</c>, or the place of a <c>block</c>: runs another template with a value of its own.</summary>
internal sealed record TemplateNode(string Name, Pipeline? Pipeline, int Position) : Node(Position)
{
    public override string ToString() => $"{{{{template {GoQuote.Quote(Name)}{(Pipeline is null ? "" : " " + Pipeline)}}}}}";
}

/// <summary><c>end</c> or <c>else</c>: ends a list of nodes, and never is part of one.</summary>
internal sealed record TerminatorNode(bool IsElse, int Position) : Node(Position)
{
    public override string ToString() => IsElse ? "{{else}}" : "{{end}}";
}

/// <summary>Which block.</summary>
internal enum BlockKind
{
    If,
    With,
    Range,
}

/// <summary>Commands, each handing its value to the next as the last argument; variables take the value of the last.</summary>
internal sealed record Pipeline(IReadOnlyList<VariableNode> Variables, bool Assigns, IReadOnlyList<CommandNode> Commands, int Position)
    : Node(Position)
{
    public override string ToString() =>
        (Variables.Count == 0 ? "" : string.Join(", ", Variables) + (Assigns ? " = " : " := ")) + string.Join(" | ", Commands);
}

/// <summary>An operand with its arguments.</summary>
internal sealed record CommandNode(IReadOnlyList<Node> Operands, int Position) : Node(Position)
{
    public override string ToString() =>
        string.Join(' ', Operands.Select(operand => operand is Pipeline inner ? $"({inner})" : operand.ToString()));
}

/// <summary>A constant: a string, a number, true or false.</summary>
/// <param name="Value">The value where any type will do.</param>
/// <param name="Integer">The value as an int, when the constant can be one: <c>1.0</c> can.</param>
/// <param name="Text">The constant as written.</param>
/// <param name="Position">Where it stands.</param>
internal sealed record ConstantNode(object Value, long? Integer, string Text, int Position) : Node(Position)
{
    public override string ToString() => Text;
}

/// <summary><c>nil</c>.</summary>
internal sealed record NilNode(int Position) : Node(Position)
{
    public override string ToString() => "nil";
}

/// <summary>The dot.</summary>
internal sealed record DotNode(int Position) : Node(Position)
{
    public override string ToString() => ".";
}

/// <summary>A function by name.</summary>
internal sealed record FunctionNode(string Name, int Position) : Node(Position)
{
    public override string ToString() => Name;
}

/// <summary>Fields of the dot.</summary>
internal sealed record FieldNode(IReadOnlyList<string> Fields, int Position) : Node(Position)
{
    public override string ToString() => string.Concat(Fields.Select(field => "." + field));
}

/// <summary>A variable, with its dollar, and fields of it.</summary>
internal sealed record VariableNode(string Name, IReadOnlyList<string> Fields, int Position) : Node(Position)
{
    public override string ToString() => Name + string.Concat(Fields.Select(field => "." + field));
}

/// <summary>Fields of a pipeline in parentheses, or of a function's result.</summary>
internal sealed record ChainNode(Node Base, IReadOnlyList<string> Fields, int Position) : Node(Position)
{
    public override string ToString() =>
        (Base is Pipeline ? $"({Base})" : Base.ToString()) + string.Concat(Fields.Select(field => "." + field));
}
