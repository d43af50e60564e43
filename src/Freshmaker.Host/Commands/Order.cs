using System.Text;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Security;

namespace Freshmaker.Host.Commands;

/// <summary>Who orders something, and why.</summary>
/// <param name="Caller">Who, as authenticated.</param>
/// <param name="Why">The reason that he gives.</param>
/// <param name="Key">By which the same order is known when it is sent again; null when it is not to be.</param>
public sealed record Order(Caller Caller, string Why, string? Key = null)
{
    /// <summary>What the history says where nobody has to say who he is.</summary>
    const string Unnamed = "anonymous";

    const int MaxReason = 1000, MaxKey = 200;

    /// <summary>Only to be told what it would do.</summary>
    public bool IsPreview { get; init; }

    public string Who => Caller.Name ?? Unnamed;

    public Origin OriginFor(Permission permission) => new(Caller.RoleFor(permission)?.ToString(), Caller.Client, Caller.RequestId);

    /// <summary>The broken rule of the order itself; null when there is none.</summary>
    public CommandRefusal? Check() => Check("reason", Why, MaxReason) ?? (Key is null ? null : Check("key", Key, MaxKey));

    internal static CommandRefusal? Check(string field, string text, int max) => text switch
    {
        _ when string.IsNullOrWhiteSpace(text) => new(CommandRefusalCode.BadInput, field, $"{field} must be a text that is not empty"),
        { Length: var length } when length > max => new(CommandRefusalCode.BadInput, field, $"{field} must not be longer than {max} characters (it has {length})"),
        _ when !IsText(text) => new(CommandRefusalCode.BadInput, field, $"{field} must not contain control characters or halves of characters"),
        _ => null,
    };

    /// <summary>What PostgreSQL and people can read: whole characters, and no control characters but line breaks.</summary>
    static bool IsText(string text) => !text.EnumerateRunes().Any(rune => rune == Rune.ReplacementChar || (Rune.IsControl(rune) && rune.Value != '\n'));

    /// <summary>Refuses whoever may not do a thing, in the order that the REST contract demands (behaviour.md §5.9): first who he is, then what he may.</summary>
    public CommandRefusal? Lacks(Permission permission) =>
        Caller.May(permission) ? null
        : Caller.LacksScopeFor(permission) ? new(CommandRefusalCode.NotAllowed, null, $"The token of {Caller.Name} does not grant the scope {Caller.LackingScope}")
        : Caller.Name is null ? new(CommandRefusalCode.NotAuthenticated, null, "Log in to do this")
        : new(CommandRefusalCode.NotAllowed, null, $"{Caller.Name} may not do this: it needs one of the roles {string.Join(", ", Permissions.RolesThatAllow(permission))}");
}
