using System.Text.Json.Nodes;

namespace Freshmaker.Sandbox.Mbs;

/// <summary>A module build; every change makes a new value.</summary>
internal sealed record ModuleBuild(
    int Id,
    string Name,
    string Stream,
    string Version,
    string Context,
    string ScmUrl,
    string Commit,
    string Owner,
    IReadOnlyList<string> Components,
    DateTimeOffset Submitted)
{
    public ModuleState State { get; init; } = ModuleState.Init;

    public string? StateReason { get; init; }

    public DateTimeOffset Modified { get; init; } = Submitted;

    public DateTimeOffset? Completed { get; init; }

    public JsonObject ToJson() => new()
    {
        ["id"] = Id,
        ["name"] = Name,
        ["stream"] = Stream,
        ["version"] = Version,
        ["context"] = Context,
        ["state"] = (int)State,
        ["state_name"] = State.Name(),
        ["state_reason"] = StateReason,
        ["scmurl"] = ScmUrl,
        ["owner"] = Owner,
        ["scratch"] = false,
        ["rebuild_strategy"] = "changed-and-after",
        ["siblings"] = new JsonArray(),
        ["koji_tag"] = State is ModuleState.Init or ModuleState.Wait ? null : $"module-{Name}-{Stream}-{Version}-{Context}",
        ["component_builds"] = ComponentBuilds(),
        ["tasks"] = new JsonObject(),
        ["time_submitted"] = Text(Submitted),
        ["time_modified"] = Text(Modified),
        ["time_completed"] = Completed is { } completed ? Text(completed) : null,
    };

    public JsonObject ToShortJson() => new()
    {
        ["id"] = Id,
        ["name"] = Name,
        ["stream"] = Stream,
        ["version"] = Version,
        ["context"] = Context,
        ["state"] = (int)State,
        ["state_name"] = State.Name(),
    };

    /// <summary>The body of <c>mbs.module.state.change</c>: times are seconds since the epoch there.</summary>
    public JsonObject ToMessage() => new()
    {
        ["id"] = Id,
        ["name"] = Name,
        ["stream"] = Stream,
        ["version"] = Version,
        ["context"] = Context,
        ["scratch"] = false,
        ["state"] = (int)State,
        ["state_name"] = State.Name(),
        ["state_reason"] = StateReason,
        ["component_builds"] = ComponentBuilds(),
        ["scmurl"] = ScmUrl,
        ["modulemd"] = $"document: modulemd\nversion: 2\ndata:\n  name: {Name}\n  stream: \"{Stream}\"\n  version: {Version}\n  context: {Context}\n",
        ["owner"] = Owner,
        ["time_submitted"] = Submitted.ToUnixTimeSeconds(),
        ["time_modified"] = Modified.ToUnixTimeSeconds(),
        ["time_completed"] = Completed?.ToUnixTimeSeconds(),
    };

    private JsonArray ComponentBuilds() =>
        new([.. State is ModuleState.Init or ModuleState.Wait ? [] : Components.Select((_, index) => (JsonNode)((Id * 100) + index))]);

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ");
}
