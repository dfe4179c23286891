using System.Text.Json;
using Berth.Cli.Inspection;
using Berth.Cli.Templates;
using Berth.EngineApi;
using Xunit;

namespace Berth.Unit.Cli.Templates;

/// <summary>The expectations were taken from the reference client on the same values.</summary>
public sealed class TemplateTests
{
    private const string Container = """
        {"Id":"abc","Name":"/web","State":{"Status":"running","Running":true,"Pid":42,"ExitCode":0},
         "Config":{"Env":["A=1","B=2"],"Labels":{"z":"1","a":"2"},"Cmd":null},
         "NetworkSettings":{"Ports":{"80/tcp":[{"HostIp":"0.0.0.0","HostPort":"8080"}],"443/tcp":null},
         "Networks":{"bridge":{"IPAddress":"172.17.0.2"},"front":{"IPAddress":"10.0.0.2"}}}}
        """;

    [Theory]
    [InlineData("{{.Id}}", "abc")]
    [InlineData("{{.State.Pid}} {{.State.Running}}", "42 true")]
    [InlineData("{{json .Config.Env}}", "[\"A=1\",\"B=2\"]")]
    [InlineData("{{json .State.Status}}{{json .Config.Cmd}}", "\"running\"null")]
    [InlineData("{{range .Config.Env}}{{println .}}{{end}}", "A=1\nB=2\n")]
    [InlineData("{{range $k, $v := .NetworkSettings.Networks}}{{$k}}={{$v.IPAddress}};{{end}}", "bridge=172.17.0.2;front=10.0.0.2;")]
    [InlineData("{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}", "172.17.0.210.0.0.2")]
    [InlineData("{{(index (index .NetworkSettings.Ports \"80/tcp\") 0).HostPort}}", "8080")]
    [InlineData("{{with index .NetworkSettings.Ports \"443/tcp\"}}x{{else}}none{{end}}", "none")]
    [InlineData("{{range $i, $e := .Config.Env}}{{if $i}},{{end}}{{$e}}{{end}}", "A=1,B=2")]
    [InlineData("{{range .Config.Cmd}}x{{else}}empty{{end}}", "empty")]
    [InlineData("{{if .State.Health}}{{.State.Health.Status}}{{else}}none{{end}}", "none")]
    [InlineData("{{if eq .State.Status \"exited\"}}a{{else if eq .State.Status \"running\" \"paused\"}}b{{else}}c{{end}}", "b")]
    [InlineData("{{if and .State.Running (not .State.Paused)}}up{{end}}", "up")]
    [InlineData("{{.State.Health}} {{.Config.Labels}} {{.Config.Env}}", "<nil> map[a:2 z:1] [A=1 B=2]")]
    [InlineData("{{join .Config.Env \",\"}} {{.Name | upper}} {{len .Config.Env}} {{slice .Name 1}}", "A=1,B=2 /WEB 2 web")]
    [InlineData("{{printf \"%q|%5d|%-8s|%05d|%v|%%\" .Name .State.Pid .State.Status 7 .Config.Env}}", "\"/web\"|   42|running |00007|[A=1 B=2]|%")]
    [InlineData("{{index .Config.Labels \"a\"}}{{index .Config.Env 1}}", "2B=2")]
    [InlineData("a {{- \" b \" -}} c{{/* comment */}}", "a b c")]
    [InlineData("{{$x := .Name}}{{range .Config.Env}}{{$x}}{{break}}{{end}}{{$.Id}}", "/webabc")]
    [InlineData("{{$n := 0}}{{range .Config.Env}}{{$n = .}}{{end}}{{$n}}", "B=2")]
    [InlineData("{{title \"a b\"}}{{lower \"AB\"}}{{split \"a,b\" \",\"}}{{pad \"x\" 1 2}}|{{truncate \"abcdef\" 3}}", "A Bab[a b] x  |abc")]
    [InlineData("{{gt .State.Pid 41}}{{le 1 1}}{{ne \"a\" \"b\"}}{{lt 1.5 2.0}}", "truetruetruetrue")]
    [InlineData("{{or .State.Error \"fine\"}}{{print 1 2 \"x\"}}", "fine1 2x")]
    [InlineData("{{.}}", null)]
    public void Execute_Container_PrintsWhatTheReferencePrints(string template, string? expected)
    {
        var text = Execute(template);

        if (expected is not null)
        {
            Assert.Equal(expected, text);
        }
    }

    [Theory]
    [InlineData("{{.Foo}}", "template: :1:2: executing \"\" at <.Foo>: can't evaluate field Foo in type ContainerInspect")]
    [InlineData("{{.State.Health.Status}}", "template: :1:8: executing \"\" at <.State.Health.Status>: nil pointer evaluating *Health.Status")]
    [InlineData("{{index .Config.Env 9}}", "template: :1:2: executing \"\" at <index .Config.Env 9>: error calling index: index out of range: 9")]
    public void Execute_RecordThatDoesNotFit_SaysWhat(string template, string message) =>
        Assert.Equal(message, Assert.Throws<TemplateException>(() => Execute(template)).Message);

    [Theory]
    [InlineData("{{.Foo}}", "template: :1:2: executing \"\" at <.Foo>: map has no entry for key \"Foo\"")]
    [InlineData("{{.State.Health.Status}}", "template: :1:8: executing \"\" at <.State.Health.Status>: map has no entry for key \"Health\"")]
    public void Write_FitsNeitherRecordNorMap_SaysWhatTheMapLacks(string template, string message) =>
        Assert.Equal(message, Assert.Throws<TemplateException>(() => Write(template)).Message);

    [Theory]
    [InlineData("{{.Extra}} {{.Id}}", "7 abc")]
    [InlineData("{{if eq .State.Pid 42}}{{.ID}}{{end}}", "abc")]
    [InlineData("{{index .NetworkSettings.Ports \"443/tcp\"}}{{.Config.Labels.nope}}", "[]<no value>")]
    public void Write_Record_FallsBackToWhatTheJsonHas(string template, string expected) => Assert.Equal(expected, Write(template));

    private static string Write(string template)
    {
        using var document = JsonDocument.Parse(Container.Replace("{\"Id\"", "{\"Extra\":7,\"Id\"", StringComparison.Ordinal));
        return FormattedDocument.Write(Template.Parse(template), document.RootElement, EngineApiJson.Wire.ContainerInspect);
    }

    private static string Execute(string template)
    {
        using var document = JsonDocument.Parse(Container);
        return Template.Parse(template).Execute(JsonValue.Of(document.RootElement, EngineApiJson.Wire.ContainerInspect));
    }
}
