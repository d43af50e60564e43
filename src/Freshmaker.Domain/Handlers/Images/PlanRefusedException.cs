using Freshmaker.Domain.Reasons;

namespace Freshmaker.Domain.Handlers.Images;

/// <summary>Reading a snapshot was given up. It does not leave the handler, which answers with a failed plan.</summary>
sealed class PlanRefusedException(Reason reason) : Exception(reason.Code.ToString())
{
    public Reason Reason { get; } = reason;

    public static PlanRefusedException TooLarge(string what, int limit) =>
        new(Reason.Of(ReasonCode.PlanTooLarge, ("what", what), ("limit", $"{limit}")));
}
