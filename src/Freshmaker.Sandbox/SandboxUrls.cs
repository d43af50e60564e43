using Freshmaker.Sandbox.Koji;

namespace Freshmaker.Sandbox;

/// <summary>Where the outside systems are to be found; known once the port is.</summary>
internal sealed class SandboxUrls(SandboxDirectory directory)
{
    public string Sandbox { get; set; } = "";

    public string Pdc => $"{Sandbox}/pdc/rest_api/v1";

    public string Mbs => $"{Sandbox}/mbs";

    public string KojiHub => $"{Sandbox}{KojiEndpoints.Path}";

    public string Git => new Uri(directory.Git).AbsoluteUri.TrimEnd('/');
}
