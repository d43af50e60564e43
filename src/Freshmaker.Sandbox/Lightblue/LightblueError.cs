using Freshmaker.Sandbox.Reading;

namespace Freshmaker.Sandbox.Lightblue;

/// <summary>Lightblue's way of saying that a request makes no sense.</summary>
internal sealed class LightblueError(string code, string message) : Exception(message)
{
    public static object Body(string code, string message) => new
    {
        status = "ERROR",
        modifiedCount = 0,
        matchCount = 0,
        errors = new[] { new { objectType = "error", context = "rest/FindCommand", errorCode = code, msg = message } },
    };

    public IResult ToResult() => Results.Json(Body(code, Message), Wire.Camel, statusCode: 400);
}
