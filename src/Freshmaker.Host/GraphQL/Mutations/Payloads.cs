using System.ComponentModel;
using Freshmaker.Host.Commands;
using Freshmaker.Host.GraphQL.Types;
using Freshmaker.Host.Rebuilding;
using GraphQL;
using GraphQL.Types;

namespace Freshmaker.Host.GraphQL.Mutations;

[Name("OrderPayload")]
[Description("What became of an order. What it led to is told from the history, not from lists, which follow a moment later.")]
public sealed class OrderPayload(CommandAnswer answer, PastRebuild? past)
{
    [Description("The rebuild that it concerns or began, as it is now; null when there is none.")]
    public RebuildNode? Rebuild => RebuildNode.OrNull(past);

    [Description("The builds that it stops or lets go on; with `preview`, those that it would.")]
    public IReadOnlyList<BuildNode> Builds => past is null ? [] : [.. answer.Builds.Select(key => BuildNode.OrNull(past, key)).OfType<BuildNode>()];

    [Description("The same order, known by its key, was carried out before; nothing was done now.")]
    public bool Repeated => answer.IsRepeated;

    [Description("There was nothing to do: what was ordered is so already.")]
    public bool ChangedNothing => answer.ChangedNothing;

    [Description("Why it was not carried out; empty when it was.")]
    public IReadOnlyList<UserErrorNode> Errors => answer.Refusal is { } refusal ? [new(refusal)] : [];
}

[Name("UserError")]
[Description("Why an order was not carried out.")]
public sealed class UserErrorNode(CommandRefusal refusal)
{
    [Description("What kind of reason it is.")]
    public CommandRefusalCode Code => refusal.Code;

    [Description("What was given wrongly, by the name that it has in messages and in the REST API; null when it is not about one thing.")]
    public string? Field => refusal.Field;

    [Description("The reason, for people.")]
    public string Message => refusal.Message;
}

sealed class UserErrorCodeType : EnumerationGraphType<CommandRefusalCode>
{
    public UserErrorCodeType()
    {
        (Name, Description) = ("UserErrorCode", "Why an order was not carried out.");
        foreach (var value in Values)
        {
            value.Description = (CommandRefusalCode)value.Value! switch
            {
                CommandRefusalCode.BadInput => "Something was given that breaks a rule.",
                CommandRefusalCode.NotFound => "There is no such rebuild or build.",
                CommandRefusalCode.NotAuthenticated => "Nobody has said who he is, and this cannot be done by nobody.",
                CommandRefusalCode.NotAllowed => "Your roles do not allow it.",
                CommandRefusalCode.NotPossible => "The state of the rebuild or build does not allow it, or the service is not set up for it.",
                CommandRefusalCode.KeyUsed => "The key was used for another order.",
                CommandRefusalCode.UnderWay => "A rebuild of the same is not over; `force` opens another one all the same.",
                CommandRefusalCode.Busy => "Others change the rebuild all the time; nothing was done, and the order can be sent again.",
                _ => throw new InvalidOperationException($"{value.Value} is not described"),
            };
        }
    }
}
