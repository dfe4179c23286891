using Berth.Daemon.Observability;
using Berth.Engine.Observability;
using Xunit;

namespace Berth.Unit.Daemon;

public sealed class RequestFiguresTests
{
    [Theory]
    [InlineData("POST", "/containers/create", "create")]
    [InlineData("POST", "/containers/{id}/start", "start")]
    [InlineData("DELETE", "/containers/{id}", "delete")]
    [InlineData("GET", "/containers/{id}/changes", "changes")]
    [InlineData("POST", "/commit", "commit")]
    public void ActionOf_AContainersRoute_IsDockerdsName(string method, string route, string action)
    {
        var figures = new EngineFigures();
        var known = RequestFigures.ActionOf(method, route);

        Assert.Equal(action, known?.Action);
        Assert.Same(figures.Containers, known?.Family(figures));
    }

    [Theory]
    [InlineData("GET", "/events")]
    [InlineData("POST", "/containers/{id}/attach")]
    [InlineData("POST", "/containers/{id}/wait")]
    [InlineData("GET", "/containers/{id}/logs")]
    public void ActionOf_WhatLastsAsLongAsItIsWatched_IsNone(string method, string route) => Assert.Null(RequestFigures.ActionOf(method, route));

    [Theory]
    [InlineData("http://127.0.0.1:4318", null, null, true)]
    [InlineData(null, null, null, false)]
    [InlineData("", null, null, false)]
    [InlineData("http://127.0.0.1:4318", "true", null, false)]
    [InlineData("http://127.0.0.1:4318", null, "none", false)]
    public void TraceExport_OfTheEnvironment_IsWantedWithACollector(string? endpoint, string? disabled, string? exporter, bool expected) => Assert.Equal(
        expected,
        TraceExport.IsWanted(name => name switch
        {
            "OTEL_EXPORTER_OTLP_ENDPOINT" => endpoint,
            "OTEL_SDK_DISABLED" => disabled,
            "OTEL_TRACES_EXPORTER" => exporter,
            _ => null,
        }));
}
