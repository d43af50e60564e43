namespace Freshmaker.Host.Rebuilding;

/// <summary>The randomness that spreads retries, at the edge so that decisions stay pure.</summary>
public sealed class Jitter(Random random)
{
    /// <summary>0 to 1.</summary>
    public double Next()
    {
        lock (random)
            return random.NextDouble();
    }
}
