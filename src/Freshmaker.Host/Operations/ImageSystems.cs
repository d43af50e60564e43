using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Errata;
using Freshmaker.Integrations.Koji;
using Freshmaker.Integrations.Lightblue;
using Freshmaker.Integrations.Odcs;
using Freshmaker.Integrations.Pulp;
using Freshmaker.Integrations.Pyxis;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Freshmaker.Host.Operations;

/// <summary>The systems that image rebuilds need. Null: not configured.</summary>
public sealed record ImageSystemOptions(
    KojiOptions? Koji, OdcsOptions? Odcs, PyxisOptions? Pyxis, LightblueOptions? Lightblue, ErrataOptions? Errata, JiraOptions? Jira, PulpOptions? Pulp)
{
    /// <summary>The ports that nothing implements, each with the key that would change that.</summary>
    public IReadOnlyDictionary<Type, string> Missing { get; } = new (Type Port, string Key, bool Given)[]
    {
        (typeof(IImageBuildSystem), "Freshmaker:Koji:HubUrl", Koji is not null),
        (typeof(IImageBuilds), "Freshmaker:Koji:HubUrl", Koji is not null),
        (typeof(IComposes), "Freshmaker:Odcs:Url", Odcs is not null),
        (typeof(IImageCatalogue), "Freshmaker:ImageCatalogue", (Pyxis ?? (object?)Lightblue) is not null),
        (typeof(IImageFamily), "Freshmaker:ImageCatalogue as pyxis", Pyxis is not null),
        (typeof(IAdvisories), "Freshmaker:Errata:Url", Errata is not null),
        (typeof(IContentSets), "Freshmaker:Pulp:Url", Pulp is not null),
    }.Where(p => !p.Given).ToDictionary(p => p.Port, p => p.Key);
}

/// <summary>Reads and registers those systems.</summary>
static class ImageSystems
{
    public static ImageSystemOptions Read(SettingsReader read)
    {
        var catalogue = read.OneOf("Freshmaker:ImageCatalogue", "none", "none", "pyxis", "lightblue");
        var systems = new ImageSystemOptions(
            read.Bind<KojiOptions>(KojiOptions.Section, "HubUrl", "SourceUrl", "Scratch"),
            read.Bind<OdcsOptions>(OdcsOptions.Section, "Url"),
            catalogue == "pyxis" ? read.Bind<PyxisOptions>(PyxisOptions.Section, "GraphQLUrl") ?? Refuse<PyxisOptions>(read, "Freshmaker:Pyxis:GraphQLUrl", catalogue) : Ignore<PyxisOptions>(read, PyxisOptions.Section),
            catalogue == "lightblue" ? read.Bind<LightblueOptions>(LightblueOptions.Section, "Url") ?? Refuse<LightblueOptions>(read, "Freshmaker:Lightblue:Url", catalogue) : Ignore<LightblueOptions>(read, LightblueOptions.Section),
            read.Bind<ErrataOptions>(ErrataOptions.Section, "Url"),
            read.Bind<JiraOptions>(JiraOptions.Section, "Url"),
            read.Bind<PulpOptions>(PulpOptions.Section, "Url"));
        foreach (var problem in (IEnumerable<string>)[
            .. systems.Koji?.Validate() ?? [], .. systems.Odcs?.Validate() ?? [], .. systems.Pyxis?.Validate() ?? [], .. systems.Lightblue?.Validate() ?? [],
            .. systems.Errata?.Validate() ?? [], .. systems.Jira?.Validate() ?? [], .. systems.Pulp?.Validate() ?? []])
            read.Refuse(problem);
        return systems;
    }

    static T? Refuse<T>(SettingsReader read, string key, string catalogue) where T : class
    {
        read.Refuse($"{key} must be given, because Freshmaker:ImageCatalogue is {catalogue}");
        return null;
    }

    /// <summary>Both catalogues may be configured; the one that is not chosen is still checked for unknown keys.</summary>
    static T? Ignore<T>(SettingsReader read, string section) where T : class, new()
    {
        read.Bind<T>(section, "");
        return null;
    }

    public static void AddImageSystems(this IServiceCollection services, ImageSystemOptions systems)
    {
        if (systems.Koji is { } koji)
            services.AddKoji(koji);
        if (systems.Odcs is { } odcs)
            services.AddOdcs(odcs);
        if (systems.Pyxis is { } pyxis)
            services.AddPyxis(pyxis);
        if (systems.Lightblue is { } lightblue)
            services.AddLightblue(lightblue);
        if (systems.Errata is { } errata)
            services.AddErrata(errata, systems.Jira);
        if (systems.Pulp is { } pulp)
            services.AddPulp(pulp);

        var missing = new NotConfigured();
        services.TryAddSingleton<IImageBuildSystem>(missing);
        services.TryAddSingleton<IImageBuilds>(missing);
        services.TryAddSingleton<IComposes>(missing);
        services.TryAddSingleton<IImageCatalogue>(missing);
        services.TryAddSingleton<IImageFamily>(missing);
        services.TryAddSingleton<IAdvisories>(missing);
        services.TryAddSingleton<IContentSets>(missing);
    }
}
