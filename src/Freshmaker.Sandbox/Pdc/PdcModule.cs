using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Freshmaker.Sandbox.World;

namespace Freshmaker.Sandbox.Pdc;

/// <summary>One version of a module as PDC knows it.</summary>
internal sealed record PdcModule(string Name, string Stream, string Version, string Context, bool Active, IReadOnlyList<RpmBranch> Rpms, IReadOnlyList<ModuleRef> BuildDeps)
{
    public string Uid => $"{Name}:{Stream}:{Version}:{Context}";

    public static PdcModule From(WorldModule module, WorldVersion version) =>
        new(module.Name, module.Stream, version.Version, ContextOf(module.Name, module.Stream, version.Version), module.Active, version.Rpms, version.BuiltFrom);

    public static string ContextOf(string name, string stream, string version) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{name}:{stream}:{version}")))[..8];

    public JsonObject ToJson() => new()
    {
        ["uid"] = Uid,
        ["name"] = Name,
        ["stream"] = Stream,
        ["version"] = Version,
        ["context"] = Context,
        ["koji_tag"] = $"module-{Name}-{Stream}-{Version}-{Context}",
        ["active"] = Active,
        ["build_deps"] = new JsonArray([.. BuildDeps.Select(dep => new JsonObject { ["dependency"] = dep.Name, ["stream"] = dep.Stream })]),
        ["runtime_deps"] = new JsonArray(),
        // Names of files: their source RPMs and branches can be asked for, but are not shown.
        ["rpms"] = new JsonArray([.. Rpms.Select(rpm => (JsonNode)$"{rpm.Name}-0:1.0-1.module_{Version}.x86_64.rpm")]),
    };
}
