using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Freshmaker.Host.Tests.Running;

/// <summary>A line to a server that can be pulled out, and put back in.</summary>
public sealed class Cable : IAsyncDisposable
{
    readonly TcpListener _near = new(IPAddress.Loopback, 0);
    readonly ConcurrentDictionary<TcpClient, bool> _ends = [];
    readonly CancellationTokenSource _cut = new();
    readonly Task _accepting;
    volatile bool _isOut;

    public Cable(string host, int port)
    {
        _near.Start();
        _accepting = AcceptAsync(host, port);
    }

    public int Port => ((IPEndPoint)_near.LocalEndpoint).Port;

    public void PullOut()
    {
        _isOut = true;
        foreach (var end in _ends.Keys)
            Close(end);
    }

    public void PutIn() => _isOut = false;

    async Task AcceptAsync(string host, int port)
    {
        while (!_cut.IsCancellationRequested)
        {
            try
            {
                var near = await _near.AcceptTcpClientAsync(_cut.Token);
                _ = ConnectAsync(near, host, port);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    async Task ConnectAsync(TcpClient near, string host, int port)
    {
        var far = new TcpClient();
        (_ends[near], _ends[far]) = (true, true);
        try
        {
            if (_isOut)
                return;
            await far.ConnectAsync(host, port, _cut.Token);
            if (!_isOut)
                await Task.WhenAny(CopyAsync(near, far), CopyAsync(far, near));
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Both ends are closed below, which is what the two see of it.
        }
        finally
        {
            Close(near);
            Close(far);
        }
    }

    async Task CopyAsync(TcpClient from, TcpClient to)
    {
        try
        {
            await from.GetStream().CopyToAsync(to.GetStream(), _cut.Token);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // An end was closed: the copy is over.
        }
    }

    void Close(TcpClient end)
    {
        _ends.TryRemove(end, out _);
        end.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await _cut.CancelAsync();
        PullOut();
        _near.Stop();
        await _accepting;
        _cut.Dispose();
    }
}
