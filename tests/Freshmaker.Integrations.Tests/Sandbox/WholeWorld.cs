using Freshmaker.Sandbox;

namespace Freshmaker.Integrations.Tests.Sandbox;

/// <summary>One sandbox with the world that comes with it.</summary>
public sealed class WholeWorld : IAsyncLifetime
{
    public SandboxHost Sandbox { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Sandbox = await SandboxHost.StartAsync(new() { StepDelay = TimeSpan.Zero }, TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => Sandbox.DisposeAsync();
}
