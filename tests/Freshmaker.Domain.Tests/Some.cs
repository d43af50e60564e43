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

    public static ModuleBuildProgress Progress(long id, ModuleBuildState state, string? revision = Revision, string? reason = null) =>
        new(id, "web", "1", state, reason, "20310504", "c0ffee42", revision);
}
