using System.Net;
using System.Net.Sockets;

namespace Freshmaker.EndToEnd.Tests.Harness;

/// <summary>
/// Stands between the Host and a server. Cut, it behaves as if the server were stopped: what is open is reset, what is new is refused, and only for
/// this Host: servers are shared with other tests.
/// </summary>
public sealed class TcpForwarder : IAsyncDisposable
{
    readonly IPEndPoint _target;
    readonly Lock _lock = new();
    readonly List<Socket> _open = [];
    readonly int _port;
    Socket _listener;
    bool _cut;

    public TcpForwarder(string host, int port)
    {
        _target = new(IPAddress.TryParse(host, out var address) ? address : IPAddress.Loopback, port);
        _listener = Bound(0);
        _port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
        Listen();
    }

    public int Port => _port;

    /// <summary>As if the server were stopped.</summary>
    public void Cut()
    {
        lock (_lock)
        {
            _cut = true;
            _listener.Dispose();
            _listener = Bound(_port); // bound but not listening: the port stays ours, and who connects is refused
            foreach (var socket in _open)
                Reset(socket);
            _open.Clear();
        }
    }

    /// <summary>As if the server were started again.</summary>
    public void Mend()
    {
        lock (_lock)
            _cut = false;
        Listen();
    }

    public ValueTask DisposeAsync()
    {
        Cut();
        _listener.Dispose();
        return ValueTask.CompletedTask;
    }

    static Socket Bound(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
        return socket;
    }

    static void Reset(Socket socket)
    {
        socket.LingerState = new(enable: true, seconds: 0);
        socket.Dispose();
    }

    void Listen()
    {
        _listener.Listen();
        _ = AcceptAsync(_listener);
    }

    async Task AcceptAsync(Socket listener)
    {
        try
        {
            while (true)
                _ = ForwardAsync(await listener.AcceptAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // cut, or at the end
        }
    }

    async Task ForwardAsync(Socket client)
    {
        var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            client.NoDelay = true;
            await server.ConnectAsync(_target);
            lock (_lock)
            {
                ObjectDisposedException.ThrowIf(_cut, this);
                _open.AddRange([client, server]);
            }

            await Task.WhenAny(CopyAsync(client, server), CopyAsync(server, client));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // both ends are closed below
        }
        finally
        {
            lock (_lock)
                _open.RemoveAll(s => s == client || s == server);
            client.Dispose();
            server.Dispose();
        }
    }

    static async Task CopyAsync(Socket from, Socket to)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var count)
                await to.SendAsync(buffer.AsMemory(0, count));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // the other direction ends with this one
        }
    }
}
