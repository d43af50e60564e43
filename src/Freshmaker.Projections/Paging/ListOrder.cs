namespace Freshmaker.Projections.Paging;

/// <summary>The order of a list: by something, and by the public number where that is the same.</summary>
/// <typeparam name="TSort">What a list can be ordered by.</typeparam>
public sealed record ListOrder<TSort>(TSort By, bool Descending = true) where TSort : struct, Enum;
