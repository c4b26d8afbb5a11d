using System.Text.Json;

namespace EndToEnd;

public sealed class MatrixTests
{
    [Fact]
    public void The_matrix_is_a_table_and_0()
    {
        var matrix = Smp.Run("matrix", "--module", "sleep", "--env", "U0,S26");

        Assert.Equal((0, ""), (matrix.Status, matrix.Error));
        Assert.StartsWith("sleep\n", matrix.Out, StringComparison.Ordinal);
        Assert.Matches(@"\n  SLP-1 +absent +found 2\n", matrix.Out);
        Assert.Contains("found N: ", matrix.Out, StringComparison.Ordinal);
        Assert.All(matrix.Out.Split('\n'), line => Assert.True(line.Length <= 100, line));
    }

    [Fact]
    public void A_token_of_the_matrix_replays()
    {
        var matrix = Smp.Run("matrix", "--module", "syscall", "--env", "S26", "--json", "-");

        using var json = JsonDocument.Parse(matrix.Out);
        string token = json.RootElement.GetProperty("cells")[1].GetProperty("token").GetString()!;
        Assert.Equal(1, Smp.Run("replay", token).Status);
    }
}
