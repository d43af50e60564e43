using System.Net;
using System.Net.Sockets;

namespace Freshmaker.Host.Tests.Publishing;

/// <summary>A way to the broker that a test can cut: connections break, and new ones are refused until it is mended.</summary>
sealed class BrokerLine : IAsyncDisposable
{
    readonly Uri _broker;
    readonly Lock _lock = new();
    readonly List<TcpClient> _open = [];
    readonly int _port;
    TcpListener? _listener;

    public BrokerLine(Uri broker)
    {
        _broker = broker;
        _port = Listen(0);
    }

    public Uri Uri => new UriBuilder(_broker) { Host = "127.0.0.1", Port = _port }.Uri;

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

    public void Mend() => Listen(_port);

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
            await far.ConnectAsync(_broker.Host, _broker.Port > 0 ? _broker.Port : 5672);
            await Task.WhenAny(near.GetStream().CopyToAsync(far.GetStream()), far.GetStream().CopyToAsync(near.GetStream()));
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

    public ValueTask DisposeAsync()
    {
        Cut();
        return ValueTask.CompletedTask;
    }
}
