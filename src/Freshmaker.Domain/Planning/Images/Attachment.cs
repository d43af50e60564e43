using Freshmaker.Domain.Reasons;

namespace Freshmaker.Domain.Planning.Images;

/// <summary>What a child is built on in the place of one of its parents.</summary>
/// <param name="Parent">The parent that it has now.</param>
/// <param name="Nvr">The build that it is built on as things are.</param>
/// <param name="Image">That build, if it is to be rebuilt first.</param>
/// <param name="Warning">What is wrong with that.</param>
/// <param name="IfRebuilt">The parent it has now would do, but if that build is rebuilt anyway, for others, it is built on the result.</param>
sealed record Attachment(ImageNode Parent, string Nvr, ImageNode? Image = null, Reason? Warning = null, bool IfRebuilt = false);
