using System.Text;
using System.Text.Json;
using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Policies;
using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Tests.Policies;

namespace Freshmaker.Domain.Tests;

/// <summary>Test data whose values do not matter.</summary>
static class Some
{
    public const string MessageId = "2031-4c9e7d12-0001";
    public const string Prefix = "org.fedoraproject.prod";
    public const string Revision = "e1f39d43471fc37ec82616f76a119da4eddec787";
    public const string OtherRevision = "9a1c0de4b7471fc37ec82616f76a119da4edd000";

    public static readonly DateTimeOffset Now = new(2031, 5, 4, 3, 2, 1, TimeSpan.Zero);
    public static readonly IReadOnlyDictionary<string, string> NoHeaders = new Dictionary<string, string>();
    public static readonly IReadOnlyDictionary<string, string> NothingVisited = new Dictionary<string, string>();
    public static readonly Fault Fault = new("PDC", "GET modules/", "503 Service Unavailable");
    public static readonly Reason Cause = Reason.Of(ReasonCode.ModuleMetadataChanged, ("revision", Revision));
    public static readonly Trigger Trigger = new RpmSpecChanged("libcapsule", "f41", Revision);
    public static readonly Policy AllowAll = Rules.Of("""{"name":".*"}""", "");

    public static BusMessage Message(string body = "{}", string topic = $"{Prefix}.git.receive", string id = MessageId) =>
        new(id, topic, NoHeaders, Json(body), Now.AddSeconds(-1), Now);

    public static WireMessage Wire(string body, string? id = MessageId, string? topic = $"{Prefix}.git.receive", params (string, string)[] headers) =>
        Wire(Encoding.UTF8.GetBytes(body), id, topic, headers);

    public static WireMessage Wire(byte[] body, string? id = MessageId, string? topic = $"{Prefix}.git.receive", params (string, string)[] headers) =>
        new(id, topic, headers.ToDictionary(h => h.Item1, h => h.Item2), body, Now);

    public static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    /// <summary>A module that is built from a commit that exists.</summary>
    public static PlannedBuild Module(string name, params string[] parents) =>
        new(Artifact.Module(name, "1"), new ModuleRecipe(name, "1", Revision), [.. parents.Select(Key)], [], Cause);

    /// <summary>A module that is bumped first.</summary>
    public static PlannedBuild BumpedModule(string name, params string[] parents) =>
        Module(name, parents) with { Recipe = new ModuleRecipe(name, "1", null), Prerequisites = [Bump(name)] };

    public static SourceBump Bump(string name) => new("modules", name, "1", "Rebuild for libcapsule");

    public static string Key(string name) => $"module/{name}/1";

    /// <summary>An image that replaces <c>name-1-5</c>, built on its first parent.</summary>
    public static PlannedBuild Image(string name, params string[] parents) => new(
        Artifact.Image(Nvr.Parse(OriginalOf(name))),
        new ImageRecipe
        {
            Repository = $"containers/{name}",
            Revision = Revision,
            GitBranch = "rhel-8",
            Target = "rhel-8-candidate",
            OriginalNvr = OriginalOf(name),
            ParentBuild = parents.Length > 0 ? ImageKey(parents[0]) : null,
        },
        [.. parents.Select(ImageKey)], [], Cause);

    public static string OriginalOf(string image) => $"{image}-1-5";

    public static string ImageKey(string name) => PlannedBuild.KeyOfImage(OriginalOf(name));

    public static PlannedBuild Needing(this PlannedBuild build, params Prerequisite[] needs) => build with { Prerequisites = [.. build.Prerequisites, .. needs] };

    /// <summary>An image whose result must contain these RPMs where it contains their names.</summary>
    public static PlannedBuild Containing(this PlannedBuild image, params string[] rpms) =>
        image with { Recipe = (ImageRecipe)image.Recipe with { MustContain = rpms } };

    /// <summary>As it is recorded when <see cref="AllowAll"/> has let it.</summary>
    public static PlannedBuild Allowed(this PlannedBuild build, string handler = "H") => build with
    {
        AllowedBy = AllowAll.Decide(handler, build.Artifact.Kind, PolicyFacts.None.With(Trigger, false).With(build)).Reason,
    };

    public static NewCompose Compose(string source) => new(new ComposeRequest(ComposeKind.Pulp, source));

    public static ComposeProgress ComposeNews(long id, ComposeState state, string? reason = null) => new(id, state, reason, "pulp", null, Now.AddHours(24));

    public static TaskProgress Task(long id, TaskState state, string? text = null) => new(id, state, "buildContainer", null, text);

    public static ModuleBuildProgress Progress(long id, ModuleBuildState state, string? revision = Revision, string? reason = null) =>
        new(id, "web", "1", state, reason, "20310504", "c0ffee42", revision);
}
