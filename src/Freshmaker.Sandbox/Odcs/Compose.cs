using System.Text.Json.Nodes;

namespace Freshmaker.Sandbox.Odcs;

/// <summary>What a compose is to contain, as ODCS keeps it: lists as texts with spaces between.</summary>
internal sealed record ComposeContent(int SourceType, string Source, string? Packages, string? Builds, string Sigkeys, IReadOnlyList<string> Flags, string Arches, IReadOnlyList<string> Results)
{
    /// <summary>Whether a compose of this content can be used for a request of that one.</summary>
    public bool IsSameAs(ComposeContent other) =>
        SourceType == other.SourceType && Set(Source).SetEquals(Set(other.Source)) && Set(Packages).SetEquals(Set(other.Packages)) && Set(Builds).SetEquals(Set(other.Builds))
        && Set(Sigkeys).SetEquals(Set(other.Sigkeys)) && Set(Arches).SetEquals(Set(other.Arches)) && Flags.ToHashSet().SetEquals(other.Flags) && Results.ToHashSet().SetEquals(other.Results);

    /// <summary>Every name in it: what a control request can mean.</summary>
    public bool Names(string name) => Set(Source).Contains(name) || Set(Packages).Contains(name) || Set(Builds).Contains(name);

    private static HashSet<string> Set(string? text) => [.. (text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)];
}

/// <summary>A compose; every change makes a new value.</summary>
internal sealed record Compose(long Id, string Owner, ComposeContent Content, DateTimeOffset Submitted, TimeSpan Life)
{
    public ComposeState State { get; init; } = ComposeState.Wait;

    public string? StateReason { get; init; }

    public DateTimeOffset Expires { get; init; } = Submitted + Life;

    public DateTimeOffset? Started { get; init; }

    public DateTimeOffset? Done { get; init; }

    public DateTimeOffset? Removed { get; init; }

    public string? RemovedBy { get; init; }

    /// <summary>The compose whose files this one uses, because it is the same.</summary>
    public long? Reused { get; init; }

    public JsonObject ToJson(string url)
    {
        var name = $"odcs-{Reused ?? Id}";
        return new()
        {
            ["id"] = Id,
            ["owner"] = Owner,
            ["source_type"] = Content.SourceType,
            ["source"] = Content.Source,
            ["state"] = (int)State,
            ["state_name"] = State.Name(),
            ["state_reason"] = StateReason,
            ["time_to_expire"] = Text(Expires),
            ["time_submitted"] = Text(Submitted),
            ["time_started"] = Text(Started),
            ["time_done"] = Text(Done),
            ["time_removed"] = Text(Removed),
            ["removed_by"] = RemovedBy,
            ["result_repo"] = $"{url}/composes/{name}/compose/Temporary",
            ["result_repofile"] = $"{url}/composes/{name}/compose/Temporary/{name}.repo",
            ["toplevel_url"] = $"{url}/composes/{name}",
            ["flags"] = List(Content.Flags),
            ["results"] = List(Content.Results),
            ["sigkeys"] = Content.Sigkeys,
            ["koji_event"] = null,
            ["koji_task_id"] = null,
            ["packages"] = Content.Packages,
            ["builds"] = Content.Builds,
            ["arches"] = Content.Arches,
            ["multilib_arches"] = "",
            ["multilib_method"] = 0,
            ["lookaside_repos"] = "",
            ["modular_koji_tags"] = null,
            ["module_defaults_url"] = null,
            ["label"] = null,
            ["compose_type"] = "test",
            ["pungi_compose_id"] = null,
            ["target_dir"] = "default",
            ["scratch_modules"] = null,
            ["scratch_build_tasks"] = null,
            ["modules"] = null,
        };
    }

    private static JsonArray List(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);

    private static string? Text(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ");
}

/// <summary>The states of a compose with the numbers ODCS gives them.</summary>
internal enum ComposeState
{
    Wait = 0,
    Generating = 1,
    Done = 2,
    Removed = 3,
    Failed = 4,
}

internal static class ComposeStates
{
    public static string Name(this ComposeState state) => state.ToString().ToLowerInvariant();

    public static ComposeState? Parse(string text) =>
        Enum.GetValues<ComposeState>().Where(state => state.Name() == text || ((int)state).ToString(System.Globalization.CultureInfo.InvariantCulture) == text)
            .Select(state => (ComposeState?)state).FirstOrDefault();
}
