namespace Freshmaker.Integrations.DistGit;

/// <summary>Who may work now: only so many at once, and bumps of one repository one after the other.</summary>
internal sealed class Turns(int maxConcurrency) : IDisposable
{
    // A fixed number of locks needs no clearing away; two repositories that share one only wait a little.
    readonly SemaphoreSlim[] _repositories = [.. Enumerable.Range(0, 509).Select(_ => new SemaphoreSlim(1))];
    readonly SemaphoreSlim _all = new(maxConcurrency);

    public Task<T> OneByOneAsync<T>(string repository, Func<Task<T>> work, CancellationToken ct) =>
        WithinAsync(_repositories[(uint)string.GetHashCode(repository, StringComparison.Ordinal) % (uint)_repositories.Length], () => AnyAsync(work, ct), ct);

    public Task<T> AnyAsync<T>(Func<Task<T>> work, CancellationToken ct) => WithinAsync(_all, work, ct);

    static async Task<T> WithinAsync<T>(SemaphoreSlim turn, Func<Task<T>> work, CancellationToken ct)
    {
        await turn.WaitAsync(ct);
        try
        {
            return await work();
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose()
    {
        _all.Dispose();
        foreach (var repository in _repositories)
            repository.Dispose();
    }
}
