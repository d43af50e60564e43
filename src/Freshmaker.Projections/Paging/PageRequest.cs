namespace Freshmaker.Projections.Paging;

/// <summary>A page of a list, addressed by the unique keys of its neighbours, so that it costs the same at any depth and stays right while rows arrive.</summary>
/// <param name="Size">How many rows.</param>
/// <param name="Backward">The last rows instead of the first.</param>
/// <param name="After">Only rows after this key in the order of the list.</param>
/// <param name="Before">Only rows before this key in the order of the list.</param>
public sealed record PageRequest(int Size, bool Backward = false, long? After = null, long? Before = null)
{
    /// <summary>What the list is ordered by, of the row that <see cref="After"/> names; null where it is ordered by the key alone.</summary>
    public object? AfterValue { get; init; }

    /// <inheritdoc cref="AfterValue"/>
    public object? BeforeValue { get; init; }

    /// <summary>The page of a list that is all there, in the ascending order of its keys.</summary>
    public Slice<T> Of<T>(IReadOnlyList<T> rows, Func<T, long> key)
    {
        List<T> between = [.. rows.Where(r => !(key(r) <= After) && !(key(r) >= Before))];
        return new(Backward ? between[Math.Max(0, between.Count - Size)..] : between[..Math.Min(Size, between.Count)], between.Count > Size);
    }
}

/// <summary>The rows of a page in the order of the list.</summary>
/// <param name="HasMore">There are more in the direction of paging.</param>
public sealed record Slice<T>(IReadOnlyList<T> Items, bool HasMore);
