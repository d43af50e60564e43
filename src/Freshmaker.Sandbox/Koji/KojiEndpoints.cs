using System.Text;
using System.Xml;

namespace Freshmaker.Sandbox.Koji;

internal static class KojiEndpoints
{
    public const string Path = "/kojihub";
    private const string Version = "1.35.3";
    private const string NotXmlRpc = "Method Not Allowed\nThis is an XML-RPC server. Only POST requests are accepted.\n";

    public static void MapKoji(this IEndpointRouteBuilder routes)
    {
        routes.MapPost(Path, AnswerAsync);
        routes.MapGet(Path, () => Results.Text(NotXmlRpc, statusCode: StatusCodes.Status405MethodNotAllowed));
        // the web server in front of a hub asks for Kerberos here
        routes.MapPost($"{Path}/ssllogin", (HttpContext context, SandboxCounters counters) =>
        {
            counters.Count("koji.challenges");
            context.Response.Headers.WWWAuthenticate = "Negotiate";
            return Results.Text("<html><head><title>401 Unauthorized</title></head></html>", "text/html", statusCode: StatusCodes.Status401Unauthorized);
        });
        routes.MapGet("/koji/taskinfo", (long taskID, KojiTasks tasks) =>
            tasks.Find(taskID) is { } task ? Results.Text($"Task {task.Id} {task.Method} {task.Nvr} {task.State}\n") : Results.NotFound());
    }

    private static async Task<IResult> AnswerAsync(HttpRequest request, KojiApi api, KojiSessions sessions, CancellationToken stop)
    {
        request.HttpContext.Response.Headers["Koji-Version"] = Version;
        using var reader = new StreamReader(request.Body, Encoding.UTF8);
        string method;
        IReadOnlyList<object?> args;
        try
        {
            (method, args) = KojiXml.ReadCall(await reader.ReadToEndAsync(stop));
        }
        catch (Exception broken) when (broken is XmlException or FormatException or OverflowException or ArgumentException)
        {
            return Results.Text($"Invalid request: {broken.Message}\n", statusCode: StatusCodes.Status400BadRequest);
        }

        try
        {
            return Xml(KojiXml.Response(api.Call(method, args, sessions.Find(request, method))));
        }
        catch (KojiFault fault)
        {
            return Xml(KojiXml.Fault(fault.Code, fault.Message));
        }
    }

    private static IResult Xml(string text) => Results.Text(text, "text/xml", Encoding.UTF8);
}
