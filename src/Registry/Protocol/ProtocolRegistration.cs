namespace Berth.Registry.Protocol;

/// <summary>Puts the protocol into the server.</summary>
internal static class ProtocolRegistration
{
    public static IServiceCollection AddRegistryProtocol(this IServiceCollection services)
    {
        services.AddSingleton<PullCounter>().AddHostedService<PullFlush>();
        services.AddSingleton<ErrorMapping>().AddSingleton<RegistryProtocol>();
        services.AddSingleton<BlobEndpoints>().AddSingleton<UploadEndpoints>().AddSingleton<UploadSession>();
        services.AddSingleton<ManifestEndpoints>().AddSingleton<TagEndpoints>().AddSingleton<CatalogEndpoints>();
        return services.AddSingleton<ReferrerEndpoints>();
    }

    /// <summary>Takes every request below <c>/v2/</c>; the others go on. It comes before routing.</summary>
    public static void UseRegistryProtocol(this IApplicationBuilder app)
    {
        RegistryProtocol protocol = app.ApplicationServices.GetRequiredService<RegistryProtocol>();
        app.Use(next => http => Route.IsProtocol(RegistryProtocol.Target(http)) ? protocol.HandleAsync(http) : next(http));
    }
}
