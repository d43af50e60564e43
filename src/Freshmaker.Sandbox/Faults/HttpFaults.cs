using System.Text;
using System.Text.Json;
using Freshmaker.Sandbox.Koji;
using Freshmaker.Sandbox.Lightblue;
using Freshmaker.Sandbox.Mbs;

namespace Freshmaker.Sandbox.Faults;

/// <summary>Counts requests to the systems that speak HTTP, and lets them go wrong.</summary>
internal sealed class HttpFaults(FaultBoard faults, SandboxCounters counters, SandboxOptions options, IHostApplicationLifetime lifetime) : IMiddleware
{
    private const string Told = "The sandbox was told to answer so.";
    private static readonly (PathString Path, string System)[] Paths =
    [
        ("/mbs", "mbs"), ("/pdc", "pdc"), ("/odcs", "odcs"), ("/errata", "errata"), ("/pulp", "pulp"), ("/pyxis", "pyxis"), ("/lightblue", "lightblue"),
        (KojiEndpoints.Path, "koji"),
    ];

    /// <summary>The system itself is to answer so.</summary>
    public static bool IsBusy(HttpContext context) => context.Items.ContainsKey(nameof(Garbage.Busy));

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var system = Array.Find(Paths, entry => context.Request.Path.StartsWithSegments(entry.Path, StringComparison.Ordinal)).System;
        if (system is null)
        {
            await next(context);
            return;
        }

        // Apache with mod_wsgi, behind which most of them run, takes no chunked body unless told to (WSGIChunkedRequest).
        if (context.Request.ContentLength is null && !IsBodiless(context.Request.Method))
        {
            await WriteAsync(context, StatusCodes.Status411LengthRequired, "text/html; charset=iso-8859-1", "<html><head><title>411 Length Required</title></head><body><h1>Length Required</h1></body></html>"u8.ToArray());
            return;
        }

        counters.Count($"{system}.{context.Request.Method.ToLowerInvariant()}s");
        // Pulp and the catalogues are searched by POST; Koji counts its calls itself.
        if (system != "koji")
        {
            counters.Count(HttpMethods.IsGet(context.Request.Method) || system is "pulp" or "pyxis" or "lightblue" ? $"{system}.reads" : $"{system}.writes");
        }

        var method = system == "koji" && faults.Has(system) ? await KojiCallName.PeekAsync(context.Request) : context.Request.Method;
        await (faults.Take(system, fault => fault.Method is null || fault.Method == method) is { } active
            ? GoWrongAsync(system, active, context, next)
            : next(context));
    }

    private static bool IsBodiless(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsDelete(method) || HttpMethods.IsOptions(method);

    private async Task GoWrongAsync(string system, ActiveFault active, HttpContext context, RequestDelegate next)
    {
        counters.Count($"{system}.faults");
        var fault = active.Fault;
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            var (status, answer) = fault.After || fault.Garbage == Garbage.Truncated ? await AnswerAsync(context, next) : (0, []);
            if (fault.Delay is { } delay)
            {
                await Task.Delay(delay, options.Clock, gone.Token);
            }

            if (fault.Hang)
            {
                await active.Released.WaitAsync(gone.Token);
            }

            if (fault.Cut)
            {
                context.Abort();
                return;
            }

            var type = system == "koji" ? "text/xml" : "application/json";
            await ((fault.Status, fault.Garbage) switch
            {
                _ when fault.Code is { } code => WriteAsync(context, 200, type, Encoding.UTF8.GetBytes(KojiXml.Fault(code, fault.Message ?? Told))),
                ({ } wrong, _) => WriteAsync(context, wrong, type, ErrorBody(system, wrong)),
                (_, Garbage.Html) => WriteAsync(context, 200, "text/html; charset=utf-8", "<html><head><title>Maintenance</title></head><body><h1>We'll be back soon</h1></body></html>"u8.ToArray()),
                (_, Garbage.Truncated) => WriteAsync(context, status, type, answer[..(answer.Length / 2)]),
                (_, Garbage.Nonsense) => WriteAsync(context, system is "mbs" or "odcs" or "pulp" && context.Request.Method == "POST" ? 201 : 200, type, Nonsense(system)),
                (_, Garbage.Busy) => BusyAsync(context, next),
                _ when fault.After => WriteAsync(context, status, type, answer),
                _ => next(context),
            });
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            context.Abort();
        }
    }

    private static async Task<(int Status, byte[] Body)> AnswerAsync(HttpContext context, RequestDelegate next)
    {
        var original = context.Response.Body;
        using var kept = new MemoryStream();
        context.Response.Body = kept;
        try
        {
            await next(context);
        }
        finally
        {
            context.Response.Body = original;
        }

        var status = context.Response.StatusCode;
        context.Response.Clear();
        return (status, kept.ToArray());
    }

    private static async Task WriteAsync(HttpContext context, int status, string contentType, byte[] body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body);
    }

    private static Task BusyAsync(HttpContext context, RequestDelegate next)
    {
        context.Items[nameof(Garbage.Busy)] = true;
        return next(context);
    }

    private static byte[] ErrorBody(string system, int status) => system switch
    {
        "mbs" or "odcs" => JsonSerializer.SerializeToUtf8Bytes(MbsError.Body(status, Told)),
        "lightblue" => JsonSerializer.SerializeToUtf8Bytes(LightblueError.Body("sandbox:Told", Told)),
        _ => JsonSerializer.SerializeToUtf8Bytes(new { detail = Told }),
    };

    private static byte[] Nonsense(string system) => Encoding.UTF8.GetBytes(system switch
    {
        "mbs" => """{"id":"seventeen","state":"purple","name":null,"items":{"of":"no use"},"meta":[]}""",
        "pyxis" => """{"data":{"find_images":{"page_size":"many","data":{"of":"no use"}},"find_repositories":{"page_size":"many","data":{"of":"no use"}}},"rpms":17}""",
        "lightblue" => """{"status":"COMPLETE","matchCount":"many","processed":{"of":"no use"}}""",
        "odcs" => """{"id":"seventeen","state":7,"state_name":"purple","items":{"of":"no use"},"meta":[]}""",
        "errata" => """{"errata":["no","advisory"],"content":7,"release":"today","product":[],"people":null}""",
        "pulp" => """{"id":17,"notes":"none"}""",
        "koji" => KojiXml.Response(new Dictionary<string, object?> { ["id"] = "seventeen", ["state"] = "purple", ["extra"] = new List<object?> { 1 } }),
        _ => """{"count":"many","next":42,"results":{"name":["not","a","list"]}}""",
    });
}
