namespace Freshmaker.Bench.Images;

/// <summary>Random numbers that are the same on every machine, and in every program that measures the same shapes.</summary>
sealed class Draws
{
    ulong _x = 20261123;

    public int Next(int n)
    {
        _x = unchecked((_x * 6364136223846793005) + 1442695040888963407);
        return (int)((_x >> 33) % (ulong)n);
    }
}
