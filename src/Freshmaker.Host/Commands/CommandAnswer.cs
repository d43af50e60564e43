namespace Freshmaker.Host.Commands;

/// <summary>What became of an order of a person.</summary>
public sealed record CommandAnswer
{
    /// <summary>The rebuild that it concerns, or that it began; null when there is none.</summary>
    public string? Rebuild { get; init; }

    /// <summary>The public number of that rebuild.</summary>
    public long? Number { get; init; }

    /// <summary>The same order, known by its key, was carried out before; nothing was done now.</summary>
    public bool IsRepeated { get; init; }

    /// <summary>There was nothing to do: what was ordered is so already.</summary>
    public bool ChangedNothing { get; init; }

    /// <summary>The keys of the builds that it stops or lets go on, or would.</summary>
    public IReadOnlyList<string> Builds { get; init; } = [];

    /// <summary>Why it was not carried out; null when it was.</summary>
    public CommandRefusal? Refusal { get; init; }

    public static CommandAnswer Refused(CommandRefusalCode code, string? field, string message) => new() { Refusal = new(code, field, message) };
}

/// <summary>Why an order was not carried out.</summary>
/// <param name="Field">What was given wrongly; null when it is not about one thing.</param>
/// <param name="Message">For people.</param>
public sealed record CommandRefusal(CommandRefusalCode Code, string? Field, string Message);

public enum CommandRefusalCode
{
    /// <summary>Something was given that breaks a rule.</summary>
    BadInput,

    /// <summary>There is no such rebuild or build.</summary>
    NotFound,

    /// <summary>Nobody has said who he is, and this cannot be done by nobody.</summary>
    NotAuthenticated,

    /// <summary>The roles of the caller do not allow it.</summary>
    NotAllowed,

    /// <summary>The state of the rebuild or build does not allow it, or the service is not set up for it.</summary>
    NotPossible,

    /// <summary>The key was used for another order.</summary>
    KeyUsed,

    /// <summary>A rebuild of the same is not over, and the request does not say that there is to be another.</summary>
    UnderWay,

    /// <summary>Others change the rebuild all the time; nothing was done, and the order can be sent again.</summary>
    Busy,
}
