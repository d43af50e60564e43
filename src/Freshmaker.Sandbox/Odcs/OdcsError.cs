namespace Freshmaker.Sandbox.Odcs;

/// <summary>Something ODCS does not take, with the status it answers.</summary>
internal sealed class OdcsRefusal(int status, string message) : Exception(message)
{
    public int Status => status;
}

/// <summary>Errors as ODCS writes them: status, error, message.</summary>
internal static class OdcsError
{
    public static IResult Of(int status, string message) => Results.Json(Mbs.MbsError.Body(status, message), statusCode: status);

    /// <summary>What the login in front of ODCS says.</summary>
    public static IResult Unauthorized() => Results.Content(
        "<html><head><title>401 Unauthorized</title></head><body><h1>Unauthorized</h1></body></html>", "text/html", statusCode: 401);
}
