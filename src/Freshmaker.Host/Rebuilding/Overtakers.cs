using Freshmaker.Domain.Messages;

namespace Freshmaker.Host.Rebuilding;

/// <summary>
/// What was last told of tasks and composes: a message can come before the answer to the call that made the thing is recorded. Bounded and
/// of this node only; what is missed here the reconciler finds.
/// </summary>
public sealed class Overtakers(int capacity = 20_000)
{
    readonly Lock _lock = new();
    readonly Dictionary<string, Progress> _told = [];
    readonly Queue<string> _byAge = [];

    public void Keep(string key, Progress told)
    {
        lock (_lock)
        {
            if (!_told.ContainsKey(key))
                _byAge.Enqueue(key);
            _told[key] = told;
            if (_byAge.Count > capacity)
                _told.Remove(_byAge.Dequeue());
        }
    }

    public T? Find<T>(string key) where T : Progress
    {
        lock (_lock)
            return _told.GetValueOrDefault(key) as T;
    }
}
