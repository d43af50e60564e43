using System.Text.Json;

namespace Freshmaker.Sandbox.Story;

/// <summary>Looks at something until it is there, and tells people how far it is.</summary>
internal sealed class Waiting(TimeProvider clock, TimeSpan patience)
{
    static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(500);

    string _said = "";

    /// <summary>What was waited for; null when patience was at its end, which is said. The Host may be slow or away meanwhile.</summary>
    public async Task<T?> ForAsync<T>(Func<Task<(T? Found, string Progress)>> look) where T : class
    {
        var until = clock.GetUtcNow() + patience;
        while (clock.GetUtcNow() < until)
        {
            try
            {
                var (found, progress) = await look();
                if (found is not null)
                    return found;
                Say(progress);
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException or JsonException)
            {
                Say($"the Host does not answer ({e.Message}); asking again");
            }

            await Task.Delay(Glance, clock);
        }

        Console.Error.WriteLine($"story: not over after {patience.TotalMinutes} minutes; last seen: {_said}");
        return null;
    }

    /// <summary>Says it once.</summary>
    public void Say(string now)
    {
        if (now != _said)
            Console.Error.WriteLine($"  … {_said = now}");
    }
}
