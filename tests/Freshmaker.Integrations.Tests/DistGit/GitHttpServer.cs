using System.Diagnostics;
using System.Text;
using Freshmaker.Integrations.Tests.Http;
using Microsoft.AspNetCore.Http;

namespace Freshmaker.Integrations.Tests.DistGit;

/// <summary>Repositories over http as a git host serves them: git's own http-backend, which lets only joe push.</summary>
static class GitHttpServer
{
    public static readonly string Joe = $"Basic {Convert.ToBase64String("joe:h@sh"u8)}";

    /// <param name="fault">The status of an answer that is none, or null for git's.</param>
    public static Task<CannedServer> StartAsync(string root, Func<HttpRequest, int?>? fault = null) => CannedServer.StartAsync(
        context => fault?.Invoke(context.Request) is { } status ? CannedServer.Write(context, status, "out to lunch") : ServeAsync(root, context));

    static async Task ServeAsync(string root, HttpContext context)
    {
        var request = context.Request;
        var start = new ProcessStartInfo("git", ["http-backend"]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        var environment = start.Environment;
        (environment["GIT_PROJECT_ROOT"], environment["GIT_HTTP_EXPORT_ALL"], environment["PATH_INFO"]) = (root, "1", request.Path.Value);
        (environment["REQUEST_METHOD"], environment["QUERY_STRING"], environment["CONTENT_TYPE"]) = (request.Method, request.QueryString.Value?.TrimStart('?'), request.ContentType);
        (environment["HTTP_CONTENT_ENCODING"], environment["GIT_PROTOCOL"]) = (request.Headers.ContentEncoding.ToString(), request.Headers["Git-Protocol"].ToString());
        (environment["REMOTE_ADDR"], environment["GIT_CONFIG_GLOBAL"]) = ("127.0.0.1", "/dev/null");
        if (request.Headers.Authorization == Joe)
            environment["REMOTE_USER"] = "joe";

        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, context.RequestAborted);
        environment["CONTENT_LENGTH"] = $"{body.Length}";
        using var backend = Process.Start(start)!;
        await backend.StandardInput.BaseStream.WriteAsync(body.ToArray(), context.RequestAborted);
        backend.StandardInput.Close();
        using var answer = new MemoryStream();
        await backend.StandardOutput.BaseStream.CopyToAsync(answer, context.RequestAborted);
        await AnswerAsync(context.Response, answer.ToArray());
    }

    /// <summary>CGI: header lines, an empty line, the body.</summary>
    static async Task AnswerAsync(HttpResponse response, byte[] answer)
    {
        var end = answer.AsSpan().IndexOf("\r\n\r\n"u8);
        foreach (var line in Encoding.ASCII.GetString(answer, 0, end).Split("\r\n").Select(line => line.Split(": ", 2)))
        {
            if (line[0] == "Status")
                response.StatusCode = int.Parse(line[1].Split(' ')[0]);
            else
                response.Headers[line[0]] = line[1];
        }

        await response.Body.WriteAsync(answer.AsMemory(end + 4));
    }
}
