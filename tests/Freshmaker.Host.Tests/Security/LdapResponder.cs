using System.Collections.Concurrent;
using System.Formats.Asn1;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Freshmaker.Host.Tests.Security;

/// <summary>As much of a directory (RFC 4511) as is asked of one: a bind, a search for one person, and his groups.</summary>
sealed class LdapResponder : IAsyncDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource _end = new();
    readonly ConcurrentBag<TcpClient> _clients = [];
    int _connections;

    public LdapResponder()
    {
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _ = AcceptAsync();
    }

    public int Port { get; }

    public ConcurrentDictionary<string, string[]> People { get; } = [];

    public ConcurrentQueue<(string Base, int Scope, string Filter, string Attribute)> Searches { get; } = [];

    public (string User, string Password) Login { get; set; } = ("", "");

    public bool Twice { get; set; }

    public bool Hangs { get; set; }

    public byte[]? Nonsense { get; set; }

    public int Connections => _connections;

    async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_end.Token);
                Interlocked.Increment(ref _connections);
                _clients.Add(client);
                _ = ServeAsync(client);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    async Task ServeAsync(TcpClient client)
    {
        try
        {
            var stream = client.GetStream();
            while (await ReadAsync(stream) is { } message)
            {
                if (Hangs)
                    continue;
                if (Nonsense is not null)
                {
                    await stream.WriteAsync(Nonsense, _end.Token);
                    client.Close();
                    return;
                }

                foreach (var answer in Answer(message))
                    await stream.WriteAsync(answer, _end.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException)
        {
        }
    }

    static readonly Asn1Tag BindRequest = new(TagClass.Application, 0, true);
    static readonly Asn1Tag BindResponse = new(TagClass.Application, 1, true);
    static readonly Asn1Tag SearchRequest = new(TagClass.Application, 3, true);
    static readonly Asn1Tag SearchEntry = new(TagClass.Application, 4, true);
    static readonly Asn1Tag SearchDone = new(TagClass.Application, 5, true);
    static readonly Asn1Tag And = new(TagClass.ContextSpecific, 0, true);
    static readonly Asn1Tag Equal = new(TagClass.ContextSpecific, 3, true);

    IEnumerable<byte[]> Answer(byte[] bytes)
    {
        var message = new AsnReader(bytes, AsnEncodingRules.BER).ReadSequence();
        var id = (int)message.ReadInteger();
        var tag = message.PeekTag();
        if (tag == BindRequest)
        {
            var bind = message.ReadSequence(BindRequest);
            bind.ReadInteger();
            var user = Text(bind.ReadOctetString());
            var password = Text(bind.ReadOctetString(new Asn1Tag(TagClass.ContextSpecific, 0)));
            yield return Result(id, BindResponse, (user, password) == Login ? 0 : 49);
        }
        else if (tag == SearchRequest)
        {
            var search = message.ReadSequence(SearchRequest);
            var at = Text(search.ReadOctetString());
            var scope = (int)search.ReadEnumeratedValue<Scopes>();
            search.ReadEnumeratedValue<Scopes>();
            search.ReadInteger();
            search.ReadInteger();
            search.ReadBoolean();
            var terms = search.ReadSetOf(false, And);
            var (attribute, user) = Term(terms);
            var (type, kind) = Term(terms);
            var wanted = Text(search.ReadSequence().ReadOctetString());
            Searches.Enqueue((at, scope, $"(&({attribute}={user})({type}={kind}))", wanted));
            if (People.TryGetValue(user, out var groups))
            {
                yield return Entry(id, $"uid=one,{at}", wanted, groups);
                if (Twice)
                    yield return Entry(id, $"uid=two,{at}", wanted, groups);
            }

            yield return Result(id, SearchDone, 0);
        }
    }

    enum Scopes;

    static (string Attribute, string Value) Term(AsnReader terms)
    {
        var term = terms.ReadSequence(Equal);
        return (Text(term.ReadOctetString()), Text(term.ReadOctetString()));
    }

    static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);

    static byte[] Result(int id, Asn1Tag tag, int code) => Message(id, w =>
    {
        using (w.PushSequence(tag))
        {
            w.WriteEnumeratedValue((Scopes)code);
            w.WriteOctetString([]);
            w.WriteOctetString([]);
        }
    });

    static byte[] Entry(int id, string name, string attribute, string[] values) => Message(id, w =>
    {
        using (w.PushSequence(SearchEntry))
        {
            w.WriteOctetString(Encoding.UTF8.GetBytes(name));
            using (w.PushSequence())
            using (w.PushSequence())
            {
                w.WriteOctetString(Encoding.UTF8.GetBytes(attribute));
                using (w.PushSetOf())
                {
                    foreach (var value in values)
                        w.WriteOctetString(Encoding.UTF8.GetBytes(value));
                }
            }
        }
    });

    static byte[] Message(int id, Action<AsnWriter> write)
    {
        var writer = new AsnWriter(AsnEncodingRules.BER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(id);
            write(writer);
        }

        return writer.Encode();
    }

    /// <summary>One message; null at the end of the connection.</summary>
    async Task<byte[]?> ReadAsync(NetworkStream stream)
    {
        var bytes = new List<byte>();
        var one = new byte[1];
        while (await stream.ReadAsync(one, _end.Token) == 1)
        {
            bytes.Add(one[0]);
            if (AsnDecoder.TryReadEncodedValue([.. bytes], AsnEncodingRules.BER, out _, out _, out _, out _))
                return [.. bytes];
        }

        return null;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        foreach (var client in _clients)
            client.Dispose();
    }
}
