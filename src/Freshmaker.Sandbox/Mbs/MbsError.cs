using Freshmaker.Sandbox.Reading;

namespace Freshmaker.Sandbox.Mbs;

/// <summary>Errors as MBS writes them: status, error, message.</summary>
internal static class MbsError
{
    public static IResult Of(int status, string message) => Results.Json(Body(status, message), Wire.Snake, statusCode: status);

    public static object Body(int status, string message) => new { status, error = Name(status), message };

    private static string Name(int status) => status switch
    {
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        409 => "Conflict",
        422 => "Unprocessable Entity",
        _ => Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status),
    };
}
