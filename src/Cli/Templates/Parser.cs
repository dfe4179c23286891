using System.Globalization;

namespace Berth.Cli.Templates;

/// <summary>Parses a template by the grammar of Go's <c>text/template</c>, without named templates.</summary>
internal sealed class Parser
{
    private readonly List<Segment> _segments;
    private List<Token> _tokens = [];
    private int _segment;
    private int _token;

    private Parser(string source)
    {
        _segments = Lexer.Split(source);
    }

    /// <exception cref="TemplateException">The template is wrong.</exception>
    public static IReadOnlyList<Node> Parse(string source)
    {
        var parser = new Parser(source);
        var nodes = parser.ParseList(out var terminator);
        return terminator.Length == 0 ? nodes : throw new TemplateException($"template: :1: unexpected {{{{{terminator}}}}}");
    }

    private Token Current => _tokens[_token];

    /// <summary>Nodes up to <c>end</c> or <c>else</c>, which is left as the current action.</summary>
    private List<Node> ParseList(out string terminator)
    {
        var nodes = new List<Node>();
        while (_segment < _segments.Count)
        {
            var segment = _segments[_segment++];
            if (!segment.IsAction)
            {
                nodes.Add(new TextNode(segment.Text));
                continue;
            }

            (_tokens, _token) = (Lexer.Tokenize(segment), 0);
            if (Current.Kind == TokenKind.Identifier && Current.Text is "end" or "else")
            {
                terminator = Current.Text;
                return nodes;
            }

            nodes.Add(ParseAction());
        }

        terminator = "";
        return nodes;
    }

    private Node ParseAction()
    {
        if (Current.Kind == TokenKind.Identifier)
        {
            switch (Current.Text)
            {
                case "if":
                    return ParseBlock(BlockKind.If);
                case "with":
                    return ParseBlock(BlockKind.With);
                case "range":
                    return ParseBlock(BlockKind.Range);
                case "break" or "continue":
                    return new JumpNode(Take().Text == "break");
                case "define" or "template" or "block":
                    throw new TemplateException($"template: :1: named templates ({Current.Text}) are not supported");
            }
        }

        return Current.Kind == TokenKind.End
            ? throw new TemplateException("template: :1: missing value for command")
            : new ActionNode(ParsePipeline(TokenKind.End));
    }

    private BlockNode ParseBlock(BlockKind kind)
    {
        _token++;
        var pipeline = ParsePipeline(TokenKind.End);
        var body = ParseList(out var terminator);
        if (terminator.Length == 0)
        {
            throw new TemplateException("template: :1: unexpected EOF");
        }

        if (terminator == "end")
        {
            return new BlockNode(kind, pipeline, body, []);
        }

        // "else if" is an if inside the else, and shares its end.
        _token++;
        if (Current.Kind == TokenKind.Identifier && Current.Text is "if" or "with")
        {
            return new BlockNode(kind, pipeline, body, [ParseBlock(Current.Text == "if" ? BlockKind.If : BlockKind.With)]);
        }

        var otherwise = ParseList(out terminator);
        return terminator == "end"
            ? new BlockNode(kind, pipeline, body, otherwise)
            : throw new TemplateException("template: :1: unexpected EOF");
    }

    private Pipeline ParsePipeline(TokenKind end)
    {
        var (variables, declares) = ParseVariables();
        var commands = new List<CommandNode>();
        while (true)
        {
            commands.Add(ParseCommand(end));
            if (Current.Kind == end)
            {
                if (end != TokenKind.End)
                {
                    _token++;
                }

                return new Pipeline(variables, declares, commands);
            }

            if (Take().Kind != TokenKind.Pipe)
            {
                throw new TemplateException($"template: :1: unexpected \"{_tokens[_token - 1].Text}\" in command");
            }
        }
    }

    private (IReadOnlyList<string> Variables, bool Declares) ParseVariables()
    {
        var ahead = _token;
        var variables = new List<string>();
        while (_tokens[ahead].Kind == TokenKind.Variable)
        {
            variables.Add(_tokens[ahead++].Text);
            switch (_tokens[ahead].Kind)
            {
                case TokenKind.Comma:
                    ahead++;
                    continue;
                case TokenKind.Declare or TokenKind.Assign:
                    var declares = _tokens[ahead].Kind == TokenKind.Declare;
                    _token = ahead + 1;
                    return (variables, declares);
            }

            break;
        }

        return ([], false);
    }

    private CommandNode ParseCommand(TokenKind end)
    {
        var operands = new List<Operand>();
        while (Current.Kind != TokenKind.Pipe && Current.Kind != end)
        {
            if (Current.Kind is TokenKind.End)
            {
                throw new TemplateException("template: :1: unclosed left paren");
            }

            operands.Add(ParseOperand());
        }

        return operands.Count > 0 ? new CommandNode(operands) : throw new TemplateException("template: :1: missing value for command");
    }

    private Operand ParseOperand()
    {
        var token = Take();
        switch (token.Kind)
        {
            case TokenKind.Text:
                return new ConstantOperand(token.Text, false, token.Position);
            case TokenKind.Number:
                return new ConstantOperand(Number(token.Text), false, token.Position);
            case TokenKind.Identifier when token.Text is "true" or "false":
                return new ConstantOperand(token.Text == "true", false, token.Position);
            case TokenKind.Identifier when token.Text == "nil":
                return new ConstantOperand(null, true, token.Position);
            case TokenKind.Identifier:
                return Functions.Exists(token.Text)
                    ? new FunctionOperand(token.Text, token.Position)
                    : throw new TemplateException($"template: :1: function \"{token.Text}\" not defined");
            case TokenKind.Dot:
                return new FieldOperand(null, null, [], token.Position);
            case TokenKind.Field:
                var (fields, position) = Fields(token);
                return new FieldOperand(null, null, fields, position);
            case TokenKind.Variable:
                return new FieldOperand(token.Text, null, Fields(null).Names, token.Position);
            case TokenKind.OpenParenthesis:
                var inner = ParsePipeline(TokenKind.CloseParenthesis);
                return new FieldOperand(null, inner, Fields(null).Names, token.Position);
            default:
                throw new TemplateException($"template: :1: unexpected \"{token.Text}\" in operand");
        }
    }

    /// <summary>Fields that follow without a space; errors point at the second one where there are several, as Go's do.</summary>
    private (List<string> Names, int Position) Fields(Token? first)
    {
        var previous = _tokens[_token - 1];
        var names = new List<string>();
        var position = previous.Position;
        if (first is { } token)
        {
            names.Add(token.Text);
        }

        while (Current.Kind == TokenKind.Field && Current.Position == End(previous))
        {
            if (names.Count == 1)
            {
                position = Current.Position;
            }

            previous = Take();
            names.Add(previous.Text);
        }

        return (names, position);
    }

    private static int End(Token token) => token.Position + token.Text.Length + (token.Kind == TokenKind.Field ? 1 : 0);

    private static object Number(string text)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
        {
            return whole;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real)
            ? real
            : throw new TemplateException($"template: :1: bad number syntax: \"{text}\"");
    }

    private Token Take() => _tokens[_token++];
}
