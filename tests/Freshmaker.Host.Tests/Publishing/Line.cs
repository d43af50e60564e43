using System.Net;
using System.Net.Sockets;

namespace Freshmaker.Host.Tests.Publishing;

/// <summary>
/// A way to a server that a test can cut: connections break, and new ones are refused until it is mended. Before that it can lose what goes
/// one way, as a network does whose other end is gone.
/// </summary>
sealed class Line : IAsyncDisposable
{
    readonly (string Host, int Port) _server;
    readonly Lock _lock = new();
    readonly List<TcpClient> _open = [];
    TcpListener? _listener;
    volatile Direction _losing;
    int _lost;

    public enum Direction { None, There, Back }

    public Line(string host, int port)
    {
        _server = (host, port);
        Port = Listen(0);
    }

    /// <summary>Where it begins, on 127.0.0.1.</summary>
    public int Port { get; }

    public void Cut()
    {
        lock (_lock)
        {
            _listener?.Stop();
            _listener = null;
            foreach (var connection in _open)
                connection.Dispose();
            _open.Clear();
        }
    }

    public void Mend()
    {
        _losing = Direction.None;
        Listen(Port);
    }

    /// <summary>Loses what goes this way from now on, while the connections stay open.</summary>
    public void Lose(Direction direction)
    {
        Volatile.Write(ref _lost, 0);
        _losing = direction;
    }

    /// <summary>How many bytes were lost since.</summary>
    public int Lost => Volatile.Read(ref _lost);

    int Listen(int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        lock (_lock)
            _listener = listener;
        _ = AcceptAsync(listener);
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
                _ = CarryAsync(await listener.AcceptTcpClientAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // cut
        }
    }

    async Task CarryAsync(TcpClient near)
    {
        var far = new TcpClient();
        lock (_lock)
        {
            if (_listener is null)
            {
                near.Dispose();
                return;
            }

            _open.AddRange([near, far]);
        }

        try
        {
            await far.ConnectAsync(_server.Host, _server.Port);
            await Task.WhenAny(CopyAsync(near, far, Direction.There), CopyAsync(far, near, Direction.Back));
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // cut
        }
        finally
        {
            near.Dispose();
            far.Dispose();
        }
    }

    async Task CopyAsync(TcpClient from, TcpClient to, Direction direction)
    {
        var buffer = new byte[64 * 1024];
        while (await from.GetStream().ReadAsync(buffer) is > 0 and var count)
        {
            if (_losing == direction)
                Interlocked.Add(ref _lost, count);
            else
                await to.GetStream().WriteAsync(buffer.AsMemory(0, count));
        }
    }

    public ValueTask DisposeAsync()
    {
        Cut();
        return ValueTask.CompletedTask;
    }
}
