[assembly: AssemblyFixture(typeof(Freshmaker.Host.Tests.Running.SharedHost))]

namespace Freshmaker.Host.Tests.Running;

/// <summary>One host for all tests that use it as it is, each with names of its own; started by the first that asks.</summary>
public sealed class SharedHost : IAsyncDisposable
{
    readonly Lazy<Task<TestHost>> _host = new(() => TestHost.StartAsync());

    public Task<TestHost> GetAsync() => _host.Value;

    public async ValueTask DisposeAsync()
    {
        if (_host.IsValueCreated && _host.Value.IsCompletedSuccessfully)
            await (await _host.Value).DisposeAsync();
    }
}

/// <summary>A test on the shared host.</summary>
public abstract class HostTest(SharedHost shared) : IAsyncLifetime
{
    protected TestHost Host { get; private set; } = null!;

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => Host = await shared.GetAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}
