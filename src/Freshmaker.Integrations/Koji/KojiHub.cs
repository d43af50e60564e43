using System.Net.Http.Headers;
using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Http;
using Freshmaker.Integrations.Koji.XmlRpc;

namespace Freshmaker.Integrations.Koji;

/// <summary>The hub's XML-RPC over HTTP.</summary>
internal sealed class KojiHub(HttpClient http, KojiOptions options)
{
    public const string System = "Koji";

    readonly OutsideHttp _http = new(System, http);
    readonly string _url = options.HubUrl!.AbsoluteUri.TrimEnd('/');

    /// <summary>A call that only reads. It needs no session, and is repeated when it fails for a passing reason.</summary>
    /// <exception cref="KojiFault">Koji answered with a fault.</exception>
    public Task<XmlRpcValue> ReadAsync(KojiCall call, CancellationToken ct) => SendAsync(call, _url, null, null, true, ct);

    /// <summary>The same as an answer.</summary>
    /// <exception cref="OutsideFault">Koji answered with a fault.</exception>
    public async Task<KojiAnswer> AnswerAsync(KojiCall call, CancellationToken ct)
    {
        try
        {
            return KojiAnswer.Of(call, new XmlRpcValue.List([await ReadAsync(call, ct)]));
        }
        catch (KojiFault fault)
        {
            throw fault.ToOutsideFault();
        }
    }

    /// <summary>A call in a session. It is sent once.</summary>
    /// <exception cref="KojiFault">Koji answered with a fault.</exception>
    public Task<XmlRpcValue> WriteAsync(KojiCall call, KojiTicket ticket, int number, CancellationToken ct)
    {
        var query = ticket.ByHeader ? "" : $"?session-id={ticket.Id}&session-key={Uri.EscapeDataString(ticket.Key)}&callnum={number}";
        return SendAsync(call, _url + query, headers =>
        {
            headers.TryAddWithoutValidation("Koji-Session-Id", $"{ticket.Id}");
            headers.TryAddWithoutValidation("Koji-Session-Key", ticket.Key);
            headers.TryAddWithoutValidation("Koji-Session-Callnum", $"{number}");
        }, ticket.Key, false, ct);
    }

    /// <summary>A login; a second one does no harm.</summary>
    /// <param name="path">Where under the hub's address.</param>
    /// <param name="secret">What no fault may show.</param>
    /// <exception cref="KojiFault">Koji answered with a fault.</exception>
    public Task<XmlRpcValue> LoginAsync(KojiCall call, string path, string? secret, CancellationToken ct) => SendAsync(call, _url + path, null, secret, true, ct);

    /// <summary>Many calls that only read, a batch of them in each <c>multiCall</c>. The answers come in the order of the calls.</summary>
    public async Task<IReadOnlyList<KojiAnswer>> ReadAllAsync(IReadOnlyList<KojiCall> calls, CancellationToken ct)
    {
        var batches = calls.Chunk(options.BatchSize).Select(batch => ReadBatchAsync(batch, ct)).ToList();
        return [.. (await Task.WhenAll(batches)).SelectMany(answers => answers)];
    }

    async Task<KojiAnswer[]> ReadBatchAsync(KojiCall[] calls, CancellationToken ct)
    {
        var all = new KojiCall("multiCall", $"{calls.Length} calls from {calls[0].Name}", [new XmlRpcValue.List([.. calls.Select(One)])]);
        XmlRpcValue answers;
        try
        {
            answers = await ReadAsync(all, ct);
        }
        catch (KojiFault fault)
        {
            throw fault.ToOutsideFault();
        }

        return answers is XmlRpcValue.List { Items: var items } && items.Count == calls.Length
            ? [.. calls.Zip(items, KojiAnswer.Of)]
            : throw all.Fault($"the answer must be a list of {calls.Length} answers");

        static XmlRpcValue One(KojiCall call) => XmlRpcValue.Of([("methodName", call.Method), ("params", new XmlRpcValue.List(call.Args))]);
    }

    async Task<XmlRpcValue> SendAsync(KojiCall call, string url, Action<HttpRequestHeaders>? headers, string? secret, bool repeatable, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(XmlRpcWriter.Call(call.Method, call.Args)) };
        request.Content.Headers.ContentType = new("text/xml");
        request.Headers.Accept.ParseAdd("text/xml");
        request.Options.Set(OutsideHttp.Repeatable, repeatable);
        headers?.Invoke(request.Headers);

        var answer = await _http.SendAsync(request, call.Name, secret, ct);
        if (answer.Status == 401)
            throw answer.Fault(options.Auth == KojiAuth.Kerberos ? "the hub wants Kerberos, but there is no ticket that it takes (KRB5CCNAME, KRB5_CLIENT_KTNAME)" : null);
        if (answer.Status != 200)
            throw answer.Fault();
        return Read(answer) switch
        {
            XmlRpcResponse.Fault { Code: var code, Text: var text } => throw KojiFault.Of(call, code, text, secret),
            XmlRpcResponse.Result { Value: var value } => value,
            _ => throw answer.Fault("there is no result"),
        };
    }

    static XmlRpcResponse Read(Answer answer)
    {
        try
        {
            return XmlRpcReader.Response(answer.Body);
        }
        catch (XmlRpcException broken)
        {
            throw answer.Fault($"the body is not an answer in XML-RPC ({broken.Message})");
        }
    }
}

/// <summary>What a login gave.</summary>
/// <param name="ByHeader">The hub reads it from headers (since 1.30); older ones from the address.</param>
internal sealed record KojiTicket(long Id, string Key, bool ByHeader)
{
    public override string ToString() => $"session {Id}";
}
