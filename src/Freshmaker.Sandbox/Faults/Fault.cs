using System.Text.Json.Serialization;

namespace Freshmaker.Sandbox.Faults;

/// <summary>What an outside system does wrong, and how often; without <see cref="Times"/> until it is taken back.</summary>
public sealed record Fault
{
    /// <summary>Answer this much later.</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>Answer with this HTTP status instead.</summary>
    public int? Status { get; init; }

    /// <summary>Answer with something that is not an answer.</summary>
    public Garbage? Garbage { get; init; }

    /// <summary>Never answer.</summary>
    public bool Hang { get; init; }

    /// <summary>Break the connection off instead of answering.</summary>
    public bool Cut { get; init; }

    /// <summary>Answer with this fault of XML-RPC instead, and with <see cref="Message"/> as its text; only Koji.</summary>
    public int? Code { get; init; }

    /// <summary>Do the work first, then go wrong: the client cannot know that it was done.</summary>
    public bool After { get; init; }

    /// <summary>Only for this HTTP method; for Koji, only for this call, such as <c>buildContainer</c>.</summary>
    public string? Method { get; init; }

    /// <summary>Lose so many messages.</summary>
    public int? Lose { get; init; }

    /// <summary>Send so many messages twice.</summary>
    public int? Duplicate { get; init; }

    /// <summary>Send messages this much later, overtaken by later ones.</summary>
    public TimeSpan? Late { get; init; }

    /// <summary>Only for messages whose topic ends so.</summary>
    public string? Topic { get; init; }

    /// <summary>Reject so many pushes.</summary>
    public int? RejectPush { get; init; }

    /// <summary>Push another commit just before so many pushes.</summary>
    public int? RaceOnPush { get; init; }

    /// <summary>What a rejected push is told, or what a fault of Koji says.</summary>
    public string? Message { get; init; }

    /// <summary>How often; null until taken back.</summary>
    public int? Times { get; init; }

    [JsonIgnore]
    internal int? Limit => Lose ?? Duplicate ?? RejectPush ?? RaceOnPush ?? Times;
}

/// <summary>Kinds of nonsense.</summary>
public enum Garbage
{
    /// <summary>200 with an HTML page.</summary>
    Html,

    /// <summary>The right answer, cut in the middle.</summary>
    Truncated,

    /// <summary>An answer that means nothing, with the status of success.</summary>
    Nonsense,

    /// <summary>Pyxis only: 200 and in it the word that the database did not answer in time.</summary>
    Busy,
}
