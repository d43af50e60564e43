using GraphQL.DataLoader;

namespace Freshmaker.Host.GraphQL.Batching;

/// <summary>
/// Collects the keys that the fields of one level ask for and fetches them all at once: the executer asks for results only when every field of the
/// level has been visited. One instance per request.
/// </summary>
public sealed class Batches
{
    readonly Lock _lock = new();
    readonly Dictionary<(object Name, object? Arguments), object> _open = [];

    /// <param name="name">What is fetched.</param>
    /// <param name="arguments">Arguments that all keys of a batch must share.</param>
    /// <param name="fetch">Answers in the order of the keys.</param>
    public IDataLoaderResult<T> Load<TKey, T>(
        string name, object? arguments, TKey key, Func<IReadOnlyList<TKey>, CancellationToken, Task<IReadOnlyList<T>>> fetch) where TKey : notnull
    {
        lock (_lock)
        {
            if (!_open.TryGetValue((name, arguments), out var batch))
                _open[(name, arguments)] = batch = new Batch<TKey, T>(fetch);
            return ((Batch<TKey, T>)batch).Add(key, closed: () => Close((name, arguments)));
        }
    }

    void Close((object, object?) batch)
    {
        lock (_lock)
            _open.Remove(batch);
    }

    sealed class Batch<TKey, T>(Func<IReadOnlyList<TKey>, CancellationToken, Task<IReadOnlyList<T>>> fetch) where TKey : notnull
    {
        readonly Dictionary<TKey, int> _places = [];
        readonly Lock _lock = new();
        Task<IReadOnlyList<T>>? _answers;

        public Deferred<T> Add(TKey key, Action closed)
        {
            if (!_places.TryGetValue(key, out var place))
                _places.Add(key, place = _places.Count);
            return new Deferred<T>(async ct => (await AnswersAsync(closed, ct))[place]);
        }

        Task<IReadOnlyList<T>> AnswersAsync(Action closed, CancellationToken ct)
        {
            lock (_lock)
            {
                if (_answers is null)
                {
                    closed();
                    _answers = fetch([.. _places.OrderBy(p => p.Value).Select(p => p.Key)], ct);
                }

                return _answers;
            }
        }
    }
}

/// <summary>A result that is fetched when the executer asks for it.</summary>
public sealed class Deferred<T>(Func<CancellationToken, Task<T>> get) : IDataLoaderResult<T>
{
    public Task<T> GetResultAsync(CancellationToken cancellationToken = default) => get(cancellationToken);

    async Task<object?> IDataLoaderResult.GetResultAsync(CancellationToken cancellationToken) => await get(cancellationToken);
}

static class DeferredResults
{
    /// <summary>What can be said once the result is there.</summary>
    public static IDataLoaderResult<TOut> Then<TIn, TOut>(this IDataLoaderResult<TIn> result, Func<TIn, TOut> change) =>
        new Deferred<TOut>(async ct => change(await result.GetResultAsync(ct)));
}
