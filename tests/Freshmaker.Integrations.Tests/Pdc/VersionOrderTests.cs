using Freshmaker.Integrations.Pdc;

namespace Freshmaker.Integrations.Tests.Pdc;

public sealed class VersionOrderTests
{
    [Fact]
    public void Numbers_by_value_before_other_texts_by_ordinal_whatever_order_they_come_in()
    {
        string[] ordered = ["1", "9", "10", "0020260112120000", "20260112120001", "99999999999999999999999999", "1a", "9a", "Z", "a", "b10", "b9"];

        ordered.Reverse().Order(VersionOrder.Instance).ShouldBe(ordered);
    }

    [Fact]
    public void Leading_zeros_change_nothing() => VersionOrder.Instance.Compare("007", "7").ShouldBe(0);
}
