using Freshmaker.Sandbox.Koji;

namespace Freshmaker.Sandbox;

/// <summary>Where the outside systems are to be found; known once the port is.</summary>
internal sealed class SandboxUrls(SandboxDirectory directory)
{
    public string Sandbox { get; set; } = "";

    public string Pdc => $"{Sandbox}/pdc/rest_api/v1";

    public string Mbs => $"{Sandbox}/mbs";

    public string Odcs => $"{Sandbox}/odcs";

    public string Errata => $"{Sandbox}/errata";

    public string Pulp => Sandbox;

    public string PyxisGraphQLUrl => $"{Sandbox}/pyxis/graphql";

    public string PyxisRestUrl => $"{Sandbox}/pyxis";

    public string LightblueUrl => $"{Sandbox}/lightblue";

    public string KojiHub => $"{Sandbox}{KojiEndpoints.Path}";

    public string Git => new Uri(directory.Git).AbsoluteUri.TrimEnd('/');
}
