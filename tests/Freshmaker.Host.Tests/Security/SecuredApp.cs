using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Freshmaker.Host.Operations;
using Freshmaker.Host.Security;
using Freshmaker.Host.Security.Groups;
using Freshmaker.Host.Security.Http;
using Freshmaker.Host.Tests.Running;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Serilog;

namespace Freshmaker.Host.Tests.Security;

/// <summary>The security of the host, as it is configured and composed, before endpoints that only tell what they saw.</summary>
public sealed class SecuredApp : IAsyncDisposable
{
    readonly WebApplication _app;
    readonly List<HttpClient> _clients = [];

    readonly X509Certificate2? _https;

    SecuredApp(WebApplication app, CapturedLines log, X509Certificate2? https) => (_app, Log, _https) = (app, log, https);

    public CapturedLines Log { get; }

    public Uri Url => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    /// <summary>A client from 127.0.0.1.</summary>
    public HttpClient Client => ClientFrom("127.0.0.1");

    static readonly Dictionary<string, string?> Least = new()
    {
        ["ConnectionStrings:postgres"] = "Host=db",
        ["ConnectionStrings:rabbitmq"] = "amqp://mq/vhost",
        ["Freshmaker:Pdc:Url"] = "https://pdc.example.org/rest_api/v1",
        ["Freshmaker:Mbs:Url"] = "https://mbs.example.org",
        ["Freshmaker:Mbs:Token"] = "token",
        ["Freshmaker:DistGit:Url"] = "https://src.example.org",
    };

    /// <summary>The settings below <c>Freshmaker:Security</c> that these keys make, and what is wrong with them.</summary>
    public static (FreshmakerSettings Settings, IReadOnlyList<string> Errors) Read(IEnumerable<(string Key, string? Value)> keys, bool isDevelopment = false) =>
        FreshmakerSettings.Read(
            new ConfigurationBuilder().AddInMemoryCollection(
                [.. Least, .. keys.Select(k => KeyValuePair.Create($"Freshmaker:Security:{k.Key}", k.Value))]).Build(), isDevelopment);

    public static Task<SecuredApp> StartAsync(params (string Key, string? Value)[] keys) => StartAsync(keys, null);

    public static async Task<SecuredApp> StartAsync(
        IEnumerable<(string Key, string? Value)> keys, X509Certificate2? https = null, IGroups? groups = null, TimeProvider? clock = null)
    {
        var (settings, errors) = Read(keys);
        errors.ShouldBeEmpty();
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.Sources.Clear(); // no file of the machine, nor a watch on one
        builder.Configuration.AddInMemoryCollection();
        var log = new CapturedLines();
        builder.Logging.ClearProviders();
        builder.Services.AddSerilog(l => l.MinimumLevel.Verbose().Enrich.FromLogContext().WriteTo.Sink(log), preserveStaticLogger: true);
        builder.Services.AddSingleton(clock ?? TimeProvider.System);
        builder.AddFreshmakerSecurity(settings.Security);
        if (groups is not null)
            builder.Services.AddSingleton(groups);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        using var files = new TemporaryFiles();
        if (https is not null)
        {
            // As an installation is told to do it, and with the address above in place as Program gives it.
            builder.Configuration.AddInMemoryCollection(
            [
                new("Kestrel:Endpoints:Https:Url", "https://127.0.0.1:0"),
                new("Kestrel:Endpoints:Https:Certificate:Path", files.With(https.ExportCertificatePem())),
                new("Kestrel:Endpoints:Https:Certificate:KeyPath", files.With(https.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem())),
            ]);
        }

        var app = builder.Build();
        app.UseFreshmakerSecurity();
        foreach (var path in (string[])["/who", "/api/1/who", "/health/live", "/graphql/who"])
        {
            app.MapGet(path, (HttpContext http, ILogger<SecuredApp> lines) =>
            {
                lines.LogInformation("asked");
                var caller = http.Caller();
                return Results.Json(
                    new { caller.Name, Roles = caller.Roles.Order().Select(r => $"{r}"), caller.Client, caller.RequestId, Headers = http.Request.Headers.Keys });
            });
        }

        foreach (var path in (string[])["/may", "/api/1/may", "/api/2/may"])
            app.MapPost($"{path}/{{permission}}", (HttpContext http, Permission permission) => http.Require(permission) ?? Results.NoContent());
        app.MapPost("/body", async (HttpContext http) =>
        {
            await http.Request.Body.CopyToAsync(Stream.Null);
            return Results.NoContent();
        });
        app.MapPost("/graphql", async (HttpContext http) =>
        {
            await http.Request.Body.CopyToAsync(Stream.Null);
            return Results.NoContent();
        });
        app.MapGet("/graphql/ui", (HttpContext http) =>
        {
            http.Response.Headers.ContentSecurityPolicy = "default-src 'self'";
            return "a page";
        });
        await app.StartAsync();
        return new(app, log, https);
    }

    /// <summary>A client whose connections come from another address of this machine.</summary>
    public HttpClient ClientFrom(string address, X509Certificate2? certificate = null)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (context, ct) =>
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
                await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, ct);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == _https?.Thumbprint;
        if (certificate is not null)
            handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate;
        var client = new HttpClient(handler) { BaseAddress = Url };
        _clients.Add(client);
        return client;
    }

    /// <summary>Who the app says we are; the request must be let in.</summary>
    public async Task<Who> WhoAsync(HttpClient client, params (string Name, string Value)[] headers)
    {
        using var answer = await SendAsync(client, HttpMethod.Get, $"{Url}who", headers);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return (await answer.Content.ReadFromJsonAsync<Who>(TestContext.Current.CancellationToken))!;
    }

    public Task<Who> WhoAsync(params (string Name, string Value)[] headers) => WhoAsync(Client, headers);

    /// <summary>The status and the words of a refusal.</summary>
    public async Task<(HttpStatusCode Status, string Words)> TryAsync(HttpClient client, string path, params (string Name, string Value)[] headers)
    {
        using var answer = await SendAsync(client, HttpMethod.Get, new Uri(Url, path).AbsoluteUri, headers);
        var body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        if (answer.IsSuccessStatusCode)
            return (answer.StatusCode, body);
        var json = JsonDocument.Parse(body).RootElement;
        return (answer.StatusCode, json.GetProperty(json.TryGetProperty("detail", out _) ? "detail" : "message").GetString()!);
    }

    public static Task<HttpResponseMessage> SendAsync(HttpClient client, HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>Everything that was logged, with all that is on the lines.</summary>
    public string Logged => string.Join('\n', Log.All.Select(l => $"{l.RenderMessage()} {l.Exception} {string.Join(' ', l.Properties)}"));

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
            client.Dispose();
        await _app.DisposeAsync();
    }

    sealed class TemporaryFiles : IDisposable
    {
        readonly List<string> _files = [];

        public string With(string text)
        {
            _files.Add(Path.GetTempFileName());
            File.WriteAllText(_files[^1], text);
            return _files[^1];
        }

        public void Dispose() => _files.ForEach(File.Delete);
    }

    public sealed record Who(string? Name, string[] Roles, string Client, string RequestId, string[] Headers);
}
