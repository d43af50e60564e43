namespace Freshmaker.Sandbox.World.Images;

/// <summary>The random numbers that shapes for benchmarks are drawn with, the same everywhere: a linear congruential generator modulo 2⁶⁴.</summary>
/// <param name="seed">Where it starts; the same seed gives the same numbers.</param>
public sealed class WorldRandom(ulong seed)
{
    /// <summary>The seed of the shapes.</summary>
    public const ulong UsualSeed = 20261123;

    private ulong _state = seed;

    /// <summary>A number from 0 to <paramref name="below"/> − 1; <paramref name="below"/> is at least 1.</summary>
    public int Draw(int below)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(below, 1);
        _state = unchecked((_state * 6364136223846793005) + 1442695040888963407);
        return (int)((_state >> 33) % (ulong)below);
    }
}
