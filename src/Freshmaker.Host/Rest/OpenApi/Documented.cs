using Microsoft.OpenApi;

namespace Freshmaker.Host.Rest.OpenApi;

/// <summary>A parameter of a query, for the document: handlers read queries themselves, so nothing can be inferred.</summary>
/// <param name="Type">Of its values.</param>
/// <param name="Repeated">It may be given several times; then one of the values has to match.</param>
/// <param name="Choices">The only values.</param>
sealed record QueryParameter(string Name, string Description, string Example, JsonSchemaType Type = JsonSchemaType.String, bool Repeated = false, IReadOnlyList<string>? Choices = null);

/// <summary>The parameters of an endpoint.</summary>
sealed record QueryParameters(IReadOnlyList<QueryParameter> All)
{
    static readonly QueryParameter Page = new("page", "Which page, from 1. A page that there is not is empty.", "1", JsonSchemaType.Integer);

    static readonly QueryParameter PerPage = new("per_page", "How many items a page has; 10 unless said otherwise, at most 1000.", "10", JsonSchemaType.Integer);

    static readonly QueryParameter ShowFullJson = new(
        "show_full_json", "Events with their builds (the default of version 1) or with a summary of them (that of version 2).", "False", Choices: ["True", "False"]);

    static QueryParameter OrderBy(string fields) => new("order_by", $"By which field: {fields}; with a - before it descending. -id unless said otherwise.", "-id");

    public static QueryParameters OfEvents { get; } = new(
    [
        Page, PerPage, OrderBy("id or message_id"), ShowFullJson,
        new("message_id", "Events that this message caused.", "2026-5e0d8c1e-0001", Repeated: true),
        new("search_key", "Events of this search key: an advisory, a push, a build.", "4711", Repeated: true),
        new("event_type_id", "Events of the type with this number.", "8", JsonSchemaType.Integer, Repeated: true),
        new("requester", "Events that this person asked for. Only those who may see names may ask.", "alice", Repeated: true),
        new("state", "Events in this state, by number or name.", "COMPLETE", Repeated: true),
    ]);

    public static QueryParameters OfEvent { get; } = new([ShowFullJson]);

    public static QueryParameters OfBuilds { get; } = new(
    [
        Page, PerPage, OrderBy("id, name, event_id, dep_on_id, build_id, original_nvr or rebuilt_nvr"),
        new("type", "Builds of artifacts of this type, by number or name.", "IMAGE"),
        new("state", "Builds in this state, by number or name.", "DONE"),
        new("name", "Builds of the artifact with this name.", "web-container"),
        new("event_id", "Builds of this event.", "1", JsonSchemaType.Integer),
        new("dep_on_id", "Builds whose parent is this build.", "2", JsonSchemaType.Integer),
        new("build_id", "The build with this id in Koji or MBS.", "101", JsonSchemaType.Integer),
        new("original_nvr", "Builds that replace this one.", "web-container-1-5"),
        new("rebuilt_nvr", "The build with this NVR.", "web-container-1-5.1770000000"),
        new("event_type_id", "Builds of events of this type.", "8", JsonSchemaType.Integer),
        new("event_search_key", "Builds of events of this search key.", "4711"),
    ]);
}

/// <summary>The body of POST builds/, for the document.</summary>
sealed record AdvisoryRequestJson(
    long? ErrataId = null, long? FreshmakerEventId = null, IReadOnlyList<string>? ContainerImages = null, bool? DryRun = null, bool? Force = null,
    IReadOnlyDictionary<string, object>? Metadata = null, string? DistGitBranch = null, string? BrewTarget = null, string? Reason = null);

/// <summary>The body of POST async-builds/, for the document.</summary>
sealed record ImageRequestJson(
    string DistGitBranch, IReadOnlyList<string> ContainerImages, string? BrewTarget = null, long? FreshmakerEventId = null, bool? DryRun = null,
    IReadOnlyDictionary<string, object>? Metadata = null, string? Reason = null);

/// <summary>The body of PATCH events/{id}, for the document.</summary>
sealed record CancelJson(string Action, string? Reason = null);

/// <summary>An example of a body.</summary>
sealed record BodyExample(string Json);
