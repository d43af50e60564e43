using Freshmaker.Host.Commands;
using Freshmaker.Host.Rest.Http;
using Freshmaker.Host.Security;

namespace Freshmaker.Host.Rest.Requests;

/// <summary>Between the orders of people and the REST contract.</summary>
static class Answers
{
    /// <summary>A client can give a request a key of its own, so that it can send it again without asking twice.</summary>
    const string KeyHeader = "Idempotency-Key";

    /// <summary>The contract has no field for a reason; history has to say something.</summary>
    const string NoReason = "no reason was given (REST)";

    public static Order OrderOf(HttpContext http, string? reason) =>
        new(http.Caller(), string.IsNullOrWhiteSpace(reason) ? NoReason : reason, http.Request.Headers[KeyHeader] is [{ Length: > 0 } key] ? key : null);

    /// <summary>First who somebody is, then what he may.</summary>
    public static void Demand(HttpContext http, params ReadOnlySpan<Permission> oneOf)
    {
        foreach (var permission in oneOf)
        {
            if (http.Caller().May(permission))
                return;
        }

        throw Refused(OrderOf(http, null).Lacks(oneOf[^1])!);
    }

    public static CommandAnswer Checked(CommandAnswer answer) => answer.Refusal is { } refusal ? throw Refused(refusal) : answer;

    static RestException Refused(CommandRefusal refusal) => new(
        refusal.Code switch
        {
            CommandRefusalCode.NotAuthenticated => StatusCodes.Status401Unauthorized,
            CommandRefusalCode.NotAllowed => StatusCodes.Status403Forbidden,
            CommandRefusalCode.NotFound => StatusCodes.Status404NotFound,
            CommandRefusalCode.KeyUsed => StatusCodes.Status409Conflict,
            CommandRefusalCode.Busy => StatusCodes.Status503ServiceUnavailable,
            _ => StatusCodes.Status400BadRequest,
        },
        $"{refusal.Message.TrimEnd('.')}.");
}
