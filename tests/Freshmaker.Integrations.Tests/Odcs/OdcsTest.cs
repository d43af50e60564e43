using System.Text.Json.Nodes;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Http;
using Freshmaker.Integrations.Odcs;
using Freshmaker.Integrations.Tests.Http;
using Freshmaker.Integrations.Tests.Sandbox;
using Freshmaker.Sandbox;
using Freshmaker.Sandbox.World.Images;
using Microsoft.Extensions.DependencyInjection;

namespace Freshmaker.Integrations.Tests.Odcs;

/// <summary>The composes as the Host gets them, against a sandbox whose composes stay where they are.</summary>
public abstract class OdcsTest : OutsideTest
{
    protected const string Token = "s3cr3t-t0ken";

    protected static readonly ComposeRequest Pulp = new(ComposeKind.Pulp, "acme-9-appstream-rpms acme-9-baseos-rpms") { Flags = ["use_only_compatible_arch"] };

    protected static readonly ComposeRequest Build = new(ComposeKind.Build, "")
    {
        Packages = ["zlib", "zlib-devel"],
        Builds = ["zlib-1.2-4.el9"],
        SigKeys = ["fd431d51"],
        Flags = ["no_deps"],
        Arches = ["s390x", "x86_64"],
    };

    protected static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    protected override SandboxOptions Options => new()
    {
        StepDelay = TimeSpan.FromHours(1),
        OdcsToken = Token,
        WorldJson = SmallWorld.Json,
        Images = ImageWorld.Empty with
        {
            Composes =
            [
                new(7001, "done", "pulp", "acme-9-baseos-rpms", Now.AddHours(20)),
                new(7002, "removed", "pulp", "acme-9-baseos-rpms", Now.AddDays(-20)),
                new(7003, "failed", "tag", "acme-9-candidate", Now.AddHours(20)),
            ],
        },
    };

    protected IComposes Odcs(Func<OdcsOptions, OdcsOptions>? change = null) => Odcs(new Uri(Sandbox.OdcsUrl), change);

    public static IComposes Odcs(Uri url, Func<OdcsOptions, OdcsOptions>? change = null)
    {
        var options = new OdcsOptions { Url = url, Auth = HttpAuth.Token, Token = Token, Limits = Quick.Limits };
        return new ServiceCollection().AddOdcs(change?.Invoke(options) ?? options).BuildServiceProvider().GetRequiredService<IComposes>();
    }

    protected async Task<ComposeProgress> AcceptedAsync(ComposeRequest request) => (await Odcs().RequestAsync(request, Stop)).ShouldBeOfType<ComposeAnswer.Accepted>().Compose;

    protected Task MoveAsync(long id, string state) => PostAsync($"/control/odcs/composes/{id}/state", $$"""{"state":"{{state}}"}""");

    /// <summary>A compose as ODCS writes it, asked for with a request just now.</summary>
    protected static JsonObject Item(long id, ComposeRequest request, string state = "wait") => new()
    {
        ["id"] = id,
        ["owner"] = "freshmaker",
        ["state"] = (int)Enum.Parse<ComposeState>(state, ignoreCase: true),
        ["state_name"] = state,
        ["state_reason"] = null,
        ["source_type"] = (int)request.Kind,
        ["source"] = request.Source,
        ["packages"] = request.Packages.Count == 0 ? null : string.Join(' ', request.Packages),
        ["builds"] = request.Builds.Count == 0 ? null : string.Join(' ', request.Builds),
        ["sigkeys"] = string.Join(' ', request.SigKeys),
        ["flags"] = new JsonArray([.. request.Flags.Select(flag => (JsonNode)flag)]),
        ["arches"] = request.Arches.Count == 0 ? "x86_64" : string.Join(' ', request.Arches),
        ["results"] = new JsonArray("repository"),
        ["multilib_arches"] = "",
        ["lookaside_repos"] = "",
        ["modules"] = null,
        ["time_submitted"] = Now.ToString("yyyy-MM-ddTHH:mm:ssZ"),
        ["time_to_expire"] = Now.AddDays(1).ToString("yyyy-MM-ddTHH:mm:ssZ"),
    };

    protected static string Page(params JsonNode[] items) => new JsonObject { ["items"] = new JsonArray([.. items.Select(item => item.DeepClone())]), ["meta"] = new JsonObject { ["pages"] = 1 } }.ToJsonString();
}
