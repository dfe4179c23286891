using System.Runtime.CompilerServices;

namespace Berth.Cli.Templates;

/// <summary>
/// Parses a template by the grammar of Go's <c>text/template</c>:
/// <code>
///   list      = { text | action }
///   action    = "{{" pipeline "}}"
///             | "{{if|with|range" pipeline "}}" list [ "{{else" [ "if|with" pipeline ] "}}" list ] "{{end}}"
///             | "{{define" name "}}" list "{{end}}"  |  "{{block" name pipeline "}}" list "{{end}}"
///             | "{{template" name [ pipeline ] "}}"  |  "{{break}}"  |  "{{continue}}"
///   pipeline  = [ $variable [ "," $variable ] ":=" | "=" ] command { "|" command }
///   command   = operand { " " operand }
///   operand   = ( constant | name | "." | .field | $variable | "(" pipeline ")" ) { .field }
/// </code>
/// Errors name the line of the last word that was looked at, as Go's do.
/// </summary>
internal sealed class Parser
{
    private readonly string _name;
    private readonly IReadOnlyList<Token> _tokens;
    private readonly Dictionary<string, IReadOnlyList<Node>> _templates = new(StringComparer.Ordinal);

    // What belongs to the template whose body is being read; a definition inside begins with its own.
    private List<string> _variables = ["$"];
    private int _rangeDepth;
    private int _actionLine;

    private int _at;
    private int _furthest;

    private Parser(string name, string source)
    {
        _name = name;
        _tokens = Lexer.Tokenize(source);
    }

    /// <returns>The bodies of the templates by name; the template's own is among them.</returns>
    /// <exception cref="TemplateException">The template is wrong.</exception>
    public static IReadOnlyDictionary<string, IReadOnlyList<Node>> Parse(string name, string source)
    {
        var parser = new Parser(name, source);
        parser.ParseRoot();
        return parser._templates;
    }

    private void ParseRoot()
    {
        var root = new List<Node>();
        while (Peek().Kind != TokenKind.End)
        {
            var mark = _at;
            if (Peek().Kind == TokenKind.LeftDelimiter && Next().Kind == TokenKind.LeftDelimiter
                && NextNonSpace() is { Kind: TokenKind.Keyword, Text: "define" })
            {
                ParseDefinition();
                continue;
            }

            _at = mark;
            var node = ParseTextOrAction();
            root.Add(node is TerminatorNode ? throw Failure($"unexpected {node}") : node);
        }

        Add(_name, root);
    }

    private void ParseDefinition()
    {
        var name = ParseTemplateName(NextNonSpace(), "define clause");
        Expect(TokenKind.RightDelimiter, "define clause");
        Add(name, ParseBody("define clause"));
    }

    /// <summary>The body of a definition: the variables around it are not seen inside.</summary>
    private List<Node> ParseBody(string context)
    {
        var (variables, depth, line) = (_variables, _rangeDepth, _actionLine);
        (_variables, _rangeDepth, _actionLine) = (["$"], 0, 0);
        var body = ParseList(out var end);
        if (end.IsElse)
        {
            throw Failure($"unexpected {end} in {context}");
        }

        (_variables, _rangeDepth, _actionLine) = (variables, depth, line);
        return body;
    }

    /// <summary>A template that is empty gives way to another of its name.</summary>
    private void Add(string name, List<Node> body)
    {
        if (_templates.TryGetValue(name, out var known) && !IsEmpty(known))
        {
            if (!IsEmpty(body))
            {
                throw Failure($"template: multiple definition of template {GoQuote.Quote(name)}");
            }

            return;
        }

        _templates[name] = body;
    }

    private static bool IsEmpty(IReadOnlyList<Node> body) => body.All(node => node is TextNode text && string.IsNullOrWhiteSpace(text.Text));

    /// <summary>Nodes up to <c>end</c> or <c>else</c>.</summary>
    private List<Node> ParseList(out TerminatorNode terminator)
    {
        var nodes = new List<Node>();
        while (PeekNonSpace().Kind != TokenKind.End)
        {
            var node = ParseTextOrAction();
            if (node is TerminatorNode end)
            {
                terminator = end;
                return nodes;
            }

            nodes.Add(node);
        }

        throw Failure("unexpected EOF");
    }

    private Node ParseTextOrAction()
    {
        var token = NextNonSpace();
        switch (token.Kind)
        {
            case TokenKind.Text:
                return new TextNode(token.Text, token.Position);
            case TokenKind.LeftDelimiter:
                _actionLine = token.Line;
                var action = ParseAction();
                _actionLine = 0;
                return action;
            default:
                throw Unexpected(token, "input");
        }
    }

    private Node ParseAction()
    {
        var token = NextNonSpace();
        if (token.Kind == TokenKind.Keyword)
        {
            switch (token.Text)
            {
                case "block":
                    return ParseNamedBlock();
                case "break" or "continue":
                    return ParseJump(token);
                case "else":
                    return ParseElse();
                case "end":
                    return new TerminatorNode(false, Expect(TokenKind.RightDelimiter, "end").Position);
                case "if":
                    return ParseBlock(BlockKind.If);
                case "range":
                    return ParseBlock(BlockKind.Range);
                case "template":
                    return ParseTemplate();
                case "with":
                    return ParseBlock(BlockKind.With);
            }
        }

        _at--;
        return new ActionNode(ParsePipeline("command", TokenKind.RightDelimiter), token.Position);
    }

    private TerminatorNode ParseElse()
    {
        // "else if" shares its end with the "if" before it, so it ends the list without ending the action.
        var next = PeekNonSpace();
        return next is { Kind: TokenKind.Keyword, Text: "if" or "with" }
            ? new TerminatorNode(true, next.Position)
            : new TerminatorNode(true, Expect(TokenKind.RightDelimiter, "else").Position);
    }

    private JumpNode ParseJump(Token word)
    {
        var next = NextNonSpace();
        if (next.Kind != TokenKind.RightDelimiter)
        {
            throw Unexpected(next, $"{{{{{word.Text}}}}}");
        }

        return _rangeDepth > 0
            ? new JumpNode(word.Text == "break", word.Position)
            : throw Failure($"{{{{{word.Text}}}}} outside {{{{range}}}}");
    }

    private BlockNode ParseBlock(BlockKind kind)
    {
        CheckDepth();
        var mark = _variables.Count;
        var pipeline = ParsePipeline(kind switch { BlockKind.If => "if", BlockKind.With => "with", _ => "range" }, TokenKind.RightDelimiter);
        _rangeDepth += kind == BlockKind.Range ? 1 : 0;
        var body = ParseList(out var terminator);
        _rangeDepth -= kind == BlockKind.Range ? 1 : 0;
        List<Node>? otherwise = null;
        if (terminator.IsElse)
        {
            otherwise = ParseElseBody(kind);
        }

        _variables.RemoveRange(mark, _variables.Count - mark);
        return new BlockNode(kind, pipeline, body, otherwise, pipeline.Position);
    }

    private List<Node> ParseElseBody(BlockKind kind)
    {
        if (Peek() is { Kind: TokenKind.Keyword } word
            && (kind, word.Text) is (BlockKind.If, "if") or (BlockKind.With, "with"))
        {
            Next();
            return [ParseBlock(kind)];
        }

        var body = ParseList(out var end);
        return end.IsElse ? throw Failure($"expected end; found {end}") : body;
    }

    private TemplateNode ParseNamedBlock()
    {
        var token = NextNonSpace();
        var name = ParseTemplateName(token, "block clause");
        var pipeline = ParsePipeline("block clause", TokenKind.RightDelimiter);
        Add(name, ParseBody("block clause"));
        return new TemplateNode(name, pipeline, token.Position);
    }

    private TemplateNode ParseTemplate()
    {
        var token = NextNonSpace();
        var name = ParseTemplateName(token, "template clause");
        Pipeline? pipeline = null;
        if (NextNonSpace().Kind != TokenKind.RightDelimiter)
        {
            _at--;
            pipeline = ParsePipeline("template clause", TokenKind.RightDelimiter);
        }

        return new TemplateNode(name, pipeline, token.Position);
    }

    private string ParseTemplateName(Token token, string context) => token.Kind is TokenKind.QuotedString or TokenKind.RawString
        ? Unquote(token)
        : throw Unexpected(token, context);

    private Pipeline ParsePipeline(string context, TokenKind end)
    {
        CheckDepth();
        var position = PeekNonSpace().Position;
        var (variables, assigns) = ParseVariables(context);
        var commands = new List<CommandNode>();
        while (true)
        {
            var token = NextNonSpace();
            if (token.Kind == end)
            {
                CheckCommands(commands, context);
                return new Pipeline(variables, assigns, commands, position);
            }

            if (token.Kind is not (TokenKind.Bool or TokenKind.CharConstant or TokenKind.Dot or TokenKind.Field or TokenKind.Identifier
                or TokenKind.Number or TokenKind.Nil or TokenKind.RawString or TokenKind.QuotedString or TokenKind.Variable
                or TokenKind.LeftParenthesis))
            {
                throw Unexpected(token, context);
            }

            _at--;
            commands.Add(ParseCommand());
        }
    }

    private void CheckCommands(List<CommandNode> commands, string context)
    {
        if (commands.Count == 0)
        {
            throw Failure($"missing value for {context}");
        }

        var stage = commands.FindIndex(1, command => command.Operands[0] is ConstantNode or DotNode or NilNode);
        if (stage > 0)
        {
            throw Failure($"non executable command in pipeline stage {stage + 1}");
        }
    }

    private (IReadOnlyList<VariableNode> Variables, bool Assigns) ParseVariables(string context)
    {
        var variables = new List<VariableNode>();
        while (PeekNonSpace() is { Kind: TokenKind.Variable } variable)
        {
            var mark = _at;
            Next();
            var next = PeekNonSpace();
            if (next.Kind is not (TokenKind.Assign or TokenKind.Declare) && next is not { Kind: TokenKind.Char, Text: "," })
            {
                _at = mark;
                break;
            }

            NextNonSpace();
            variables.Add(new VariableNode(variable.Text, [], variable.Position));
            _variables.Add(variable.Text);
            if (next.Kind != TokenKind.Char)
            {
                return (variables, next.Kind == TokenKind.Assign);
            }

            if (context != "range" || variables.Count >= 2)
            {
                throw Failure($"too many declarations in {context}");
            }

            if (PeekNonSpace().Kind is not (TokenKind.Variable or TokenKind.RightDelimiter or TokenKind.RightParenthesis))
            {
                throw Failure("range can only initialize variables");
            }
        }

        return (variables, false);
    }

    private CommandNode ParseCommand()
    {
        var position = PeekNonSpace().Position;
        var operands = new List<Node>();
        while (true)
        {
            PeekNonSpace();
            if (ParseOperand() is { } operand)
            {
                operands.Add(operand);
            }

            var token = Next();
            switch (token.Kind)
            {
                case TokenKind.Space:
                    continue;
                case TokenKind.RightDelimiter or TokenKind.RightParenthesis:
                    _at--;
                    break;
                case TokenKind.Pipe:
                    break;
                default:
                    throw Unexpected(token, "operand");
            }

            return operands.Count > 0 ? new CommandNode(operands, position) : throw Failure("empty command");
        }
    }

    /// <summary>A term and the fields that follow it without a space; null where no term begins.</summary>
    private Node? ParseOperand()
    {
        var term = ParseTerm();
        if (term is null || Peek().Kind != TokenKind.Field)
        {
            return term;
        }

        var position = Peek().Position;
        var fields = new List<string>();
        while (Peek().Kind == TokenKind.Field)
        {
            fields.Add(Next().Text[1..]);
        }

        return term switch
        {
            FieldNode field => new FieldNode([.. field.Fields, .. fields], position),
            VariableNode variable => new VariableNode(variable.Name, fields, position),
            ConstantNode or NilNode or DotNode => throw Failure($"unexpected . after term {GoQuote.Quote($"{term}")}"),
            _ => new ChainNode(term, fields, position),
        };
    }

    private Node? ParseTerm()
    {
        var token = NextNonSpace();
        switch (token.Kind)
        {
            case TokenKind.Identifier:
                return Functions.Exists(token.Text)
                    ? new FunctionNode(token.Text, token.Position)
                    : throw Failure($"function {GoQuote.Quote(token.Text)} not defined");
            case TokenKind.Dot:
                return new DotNode(token.Position);
            case TokenKind.Nil:
                return new NilNode(token.Position);
            case TokenKind.Variable:
                return _variables.Contains(token.Text)
                    ? new VariableNode(token.Text, [], token.Position)
                    : throw Failure($"undefined variable {GoQuote.Quote(token.Text)}");
            case TokenKind.Field:
                return new FieldNode([token.Text[1..]], token.Position);
            case TokenKind.Bool:
                return new ConstantNode(token.Text == "true", null, token.Text, token.Position);
            case TokenKind.Number or TokenKind.CharConstant:
                return ParseNumber(token);
            case TokenKind.LeftParenthesis:
                return ParsePipeline("parenthesized pipeline", TokenKind.RightParenthesis);
            case TokenKind.QuotedString or TokenKind.RawString:
                return new ConstantNode(Unquote(token), null, token.Text, token.Position);
            default:
                _at--;
                return null;
        }
    }

    private ConstantNode ParseNumber(Token token)
    {
        try
        {
            var (value, integer) = token.Kind == TokenKind.CharConstant
                ? NumberLiteral.ParseCharacter(token.Text) is var rune ? (rune, rune) : default
                : NumberLiteral.Parse(token.Text);
            return new ConstantNode(value, integer, token.Text, token.Position);
        }
        catch (FormatException e)
        {
            throw Failure(e.Message);
        }
    }

    private string Unquote(Token token) => GoQuote.Unquote(token.Text) ?? throw Failure("invalid syntax");

    private Token Expect(TokenKind kind, string context)
    {
        var token = NextNonSpace();
        return token.Kind == kind ? token : throw Unexpected(token, context);
    }

    private TemplateException Unexpected(Token token, string context)
    {
        if (token.Kind != TokenKind.Error)
        {
            return Failure($"unexpected {token} in {context}");
        }

        if (_actionLine == 0 || _actionLine == token.Line)
        {
            return Failure(token.Text);
        }

        var noun = token.Text.EndsWith(" action", StringComparison.Ordinal) ? "" : " in action";
        return Failure($"{token.Text}{noun} started at {_name}:{_actionLine}");
    }

    private TemplateException Failure(string message) => new($"template: {_name}:{_tokens[_furthest].Line}: {message}");

    private void CheckDepth()
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw Failure("the template is nested too deeply");
        }
    }

    private Token Peek()
    {
        _furthest = Math.Max(_furthest, Math.Min(_at, _tokens.Count - 1));
        return _tokens[Math.Min(_at, _tokens.Count - 1)];
    }

    private Token Next()
    {
        var token = Peek();
        _at++;
        return token;
    }

    private Token NextNonSpace()
    {
        PeekNonSpace();
        return Next();
    }

    private Token PeekNonSpace()
    {
        while (Peek().Kind == TokenKind.Space)
        {
            _at++;
        }

        return Peek();
    }
}
