using System.Text.RegularExpressions;

namespace Freshmaker.Sandbox.Koji;

/// <summary>Which call a request is, without taking it from those who come after.</summary>
internal static partial class KojiCallName
{
    public static async Task<string?> PeekAsync(HttpRequest request)
    {
        request.EnableBuffering();
        using var reader = new StreamReader(request.Body, leaveOpen: true);
        var text = await reader.ReadToEndAsync(request.HttpContext.RequestAborted);
        request.Body.Position = 0;
        return MethodName().Match(text) is { Success: true } match ? match.Groups["name"].Value : null;
    }

    [GeneratedRegex(@"<methodName>\s*(?<name>[^<\s]+)\s*</methodName>", RegexOptions.None, 1000)]
    private static partial Regex MethodName();
}
