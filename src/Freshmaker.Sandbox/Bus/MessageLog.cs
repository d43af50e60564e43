namespace Freshmaker.Sandbox.Bus;

/// <summary>All messages since start or reset, with what became of each.</summary>
internal sealed class MessageLog
{
    private readonly Lock _lock = new();
    private readonly List<PublishedMessage> _messages = [];
    private int _generation;

    public IReadOnlyList<PublishedMessage> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _messages];
            }
        }
    }

    /// <summary>Adds what <paramref name="make"/> builds with the next number.</summary>
    public LoggedMessage Add(Func<int, PublishedMessage> make)
    {
        lock (_lock)
        {
            _messages.Add(make(_messages.Count + 1));
            return new(_messages[^1], _generation);
        }
    }

    public void Mark(LoggedMessage entry, MessageFate fate)
    {
        lock (_lock)
        {
            if (entry.Generation == _generation)
            {
                _messages[entry.Message.Number - 1] = _messages[entry.Message.Number - 1] with { Fate = fate };
            }
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _messages.Clear();
            _generation++;
        }
    }
}

/// <summary>A message and the reset it belongs to.</summary>
internal sealed record LoggedMessage(PublishedMessage Message, int Generation);
